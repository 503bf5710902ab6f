"""The demo is killed while it indexes and started again: the index ends as that of a demo that was not killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import index_all
from tests.support.media.films import make_film, make_subtitles
from vindex_assets.cli.ingest import copy_uploads, select_files
from vindex_search.contract.artefacts import FRAMES, POINTS
from vindex_search.contract.generation import Generation
from vindex_search.index.factory import dimensions
from vindex_search.index.follower import difference
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.models.active_set import collection_name

TIMEOUT_S = 120


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Three films: the same files for every demo."""
    folder = tmp_path / "films"
    for name in ("one", "two", "three"):
        make_subtitles(make_film(folder / f"{name}.mp4"), f"This is the film with the number {name} in it.")
    return folder


def start_demo(home: Home, films: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "vindex_assets.cli", "demo", "--once", "--videos", str(films)]
    environment = {**home.environment, "VINDEX_PORT": "0"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def is_half_done(home: Home) -> bool:
    """At least one film has frames, and not all films have points."""
    videos = list(home.library.store.video_ids())
    with_frames = [video for video in videos if home.library.store.stamp(video, FRAMES)]
    with_points = [video for video in videos if home.library.store.stamp(video, POINTS)]
    return bool(with_frames) and len(with_points) < 3


def indexed_generations(home: Home) -> dict[Generation, int]:
    """Points of each generation in the index, which are those that are published."""
    models = home.library.models
    index = QdrantEdgeIndex(home.library.settings.index_dir / collection_name(models), dimensions(models))
    index.ensure()
    generations = index.generations()
    index.close()
    pending = difference(home.library.store.published(), generations)
    assert (pending.apply, pending.remove) == ((), ())
    return generations


def published_without_kill(home: Home, films: Path) -> dict[Generation, int]:
    """Points of each generation after the same films were indexed in one go, in this process."""
    copy_uploads(home.library, select_files(home.library.bucket, [films], workspace="library").copies)
    index_all(home)
    return {mark.generation: mark.points for mark in home.library.store.published().values()}


@pytest.mark.slow  # orders of changes are tested at every change, without a process for each
def test_a_killed_demo_that_is_started_again_ends_in_the_same_index(tmp_path: Path, films: Path) -> None:
    with open_home(tmp_path / "killed") as home:
        first = start_demo(home, films)
        until(lambda: first.poll() is not None or is_half_done(home), deadline_s=TIMEOUT_S)
        assert first.poll() is None, first.communicate()[0].decode()
        children = psutil.Process(first.pid).children(recursive=True)
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
        _gone, alive = psutil.wait_procs(children, timeout=20)
        assert alive == [], "the children of a killed demo end too"
        second = start_demo(home, films)
        output = second.communicate(timeout=TIMEOUT_S)[0].decode()
        assert second.returncode == 0, output
        assert output.count("said:") + output.count("words:") == 3, output
        after_kill = indexed_generations(home)
    with open_home(tmp_path / "whole") as home:
        assert after_kill == published_without_kill(home, films)
