"""A worker is killed within a batch: the other videos are indexed, the one that kills it is quarantined."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.support.concurrency.waiting import rounds
from tests.support.dagster.daemon import Daemon, open_daemon
from tests.support.library.home import Home, open_home
from tests.support.media.films import make_film
from tests.support.session.checkout import CHECKOUT
from vindex_assets.pipeline.video_records import MAX_ATTEMPTS
from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS, videos
from vindex_assets.uploads.video_state import WORKER_KILLED
from vindex_search.contract.ids import video_id
from vindex_search.videos.video import all_videos, get_video

pytestmark = pytest.mark.timeout(600)  # a dozen processes, each of which loads Dagster
MODULE = "tests.support.dagster.killing_definitions"
STARTED, QUEUED = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED
# A process session that stands for a machine: the daemon, its code server and the worker of the first run.
FIRST_RUN = f"""
import dagster as dg
from tests.support.dagster.daemon import open_daemon
from tests.support.concurrency.waiting import until

with open_daemon(dg.DagsterInstance.get(), "{MODULE}") as daemon:
    daemon.tick_if_due()
    daemon.start_queued()
    until(lambda: False, deadline_s=600)
"""
UPLOADED_AT = 1_700_000_000


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A library whose queue runs one run at a time, so that five uploads are batches of three and two."""
    shipped = (CHECKOUT / "dagster_home" / "dagster.yaml").read_text(encoding="utf-8")
    (tmp_path / "home" / "dagster").mkdir(parents=True)
    (tmp_path / "home" / "dagster" / "dagster.yaml").write_text(
        shipped.replace("max_concurrent_runs: 2", "max_concurrent_runs: 1"), encoding="utf-8"
    )
    with open_home(tmp_path / "home") as opened:
        yield opened


def upload_films(home: Home, *names: str) -> list[str]:
    """Upload different films with one upload time; their ids in the order of the names and of the partitions."""
    for number, name in enumerate(names):
        film = make_film(home.uploads / "team" / f"{name}.mp4", colours=[(50 * number, 30, 30), (30, 30, 200)])
        os.utime(film, (UPLOADED_AT, UPLOADED_AT))
    return [video_id(home.library.bucket.name, f"team/{name}.mp4") for name in names]


def run_until_idle(daemon: Daemon) -> None:
    """Tick and run until a tick requests no run."""
    seen = -1
    for _ in rounds(deadline_s=600):
        if seen == (seen := len(daemon.instance.get_runs())):
            break
        daemon.tick()
        daemon.drain_queue()


def run_partitions(instance: dg.DagsterInstance) -> list[tuple[str, ...]]:
    """The partitions of each run, oldest run first: a single one, or the first and the last of a range."""
    names = (PARTITION_TAG, RANGE_START_TAG, RANGE_END_TAG)
    return [tuple(run.tags[name] for name in names if name in run.tags) for run in instance.get_runs(ascending=True)]


def partition_statuses(instance: dg.DagsterInstance) -> dict[str, str]:
    """The status of each partition of the last asset, as Dagster's UI shows it."""
    keys = instance.get_dynamic_partitions(VIDEOS)
    found = instance.get_status_by_partition(dg.AssetKey("index_points"), keys, videos) or {}
    return {key: state.value for key, state in found.items() if state}


@pytest.mark.slow
def test_in_a_batch_the_video_that_kills_its_worker_is_quarantined_and_the_others_indexed(
    home: Home,
) -> None:
    first, deadly, third, fourth, fifth = upload_films(home, "a", "b-deadly", "e", "f", "g")
    with open_daemon(home.instance, MODULE) as daemon:
        run_until_idle(daemon)
    ranges, singles = run_partitions(home.instance)[:2], run_partitions(home.instance)[2:]
    assert sorted(ranges) == [(first, third), (fourth, fifth)]
    assert sorted(singles) == sorted([(first,), (third,), *[(deadly,)] * (MAX_ATTEMPTS - 1)])
    assert set(home.library.store.published()) == {first, third, fourth, fifth}
    assert partition_statuses(home.instance) == {
        **dict.fromkeys((first, third, fourth, fifth), "MATERIALIZED"),
        deadly: "FAILED",
    }
    left = get_video(home.library.store, deadly)
    assert left is not None
    assert (left.status, left.reason) == ("failed", WORKER_KILLED)


@pytest.mark.slow
def test_a_machine_that_restarts_within_a_batch_loses_nothing(home: Home) -> None:
    upload_films(home, "a", "b-outage", "e", "f", "g")
    command, folder = (
        [sys.executable, "-c", FIRST_RUN],
        {"PYTHONPATH": str(CHECKOUT), "DAGSTER_HOME": str(home.path / "dagster")},
    )
    machine = subprocess.run(command, env={**home.environment, **folder}, start_new_session=True, check=False)
    assert machine.returncode == -signal.SIGKILL
    assert [run.status for run in home.instance.get_runs(ascending=True)] == [STARTED, QUEUED]
    with open_daemon(home.instance, MODULE) as daemon:
        run_until_idle(daemon)
    assert {video.status for video in all_videos(home.library.store)} == {"indexed"}
    assert len(home.library.store.published()) == 5
