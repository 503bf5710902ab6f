"""Runs of a cluster are cancelled while workers are at their steps: each ends, and its worker takes another one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import dagster as dg
import pytest

from tests.support.cluster.cluster import Cluster, cluster
from tests.support.cluster.slow_names import held_mark, slow_name
from tests.support.cluster.uploads import upload_films
from tests.support.concurrency.waiting import until
from tests.support.storage.s3 import S3
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.worker_tag import WORKER_TAG
from vindex_search.contract.records import FailureRecord
from vindex_search.settings import settings
from vindex_search.storage.runs import heartbeats

# Celery does not end a task that a worker is at: the step asks by itself whether its run goes on.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
DEADLINE_S = 600.0


def test_each_step_ends_when_its_run_is_cancelled_and_its_worker_goes_on(s3: S3, tmp_path: Path) -> None:
    assets = list(POLICIES)
    with cluster(tmp_path / "cluster", s3, runs=len(assets), module="tests.support.cluster.slow_steps") as running:
        settings.cache_clear()
        library = LibraryResource()
        for name, queue in (("cpu-1", "cpu"), ("gpu-1", "gpu")):
            running.start_worker(name, queue)
        films = {asset: upload_films(s3, tmp_path, "team", 1, name=slow_name(asset))[0] for asset in assets}
        running.start_control()
        cancelled: dict[str, str] = {}
        until(lambda: cancel_held(running, library, films, cancelled), deadline_s=DEADLINE_S, look_s=0.5)
        until(lambda: set(films.values()) <= set(library.store.published()), deadline_s=DEADLINE_S, look_s=1.0)
        assert {status_of(running, run_id) for run_id in cancelled.values()} == {dg.DagsterRunStatus.CANCELED}
        assert not [film for film in films.values() if library.store.try_read_record(film, FailureRecord)]
    settings.cache_clear()


def cancel_held(running: Cluster, library: LibraryResource, films: dict[str, str], cancelled: dict[str, str]) -> bool:
    """Cancel the run of each film that is held at its step now; returns whether each was."""
    for beat in heartbeats.list_steps(library.store.root):
        is_held = films[beat.asset] == beat.video_id and held_mark(library.store.root, beat.video_id).exists()
        if is_held and beat.asset not in cancelled:
            cancelled[beat.asset] = beat.run_id
            cancel(running.instance, beat.run_id)
    return set(cancelled) == set(films)


def status_of(running: Cluster, run_id: str) -> dg.DagsterRunStatus:
    run = running.instance.get_run_by_id(run_id)
    assert run
    return run.status


def cancel(instance: dg.DagsterInstance, run_id: str) -> None:
    """Cancel a run, as Dagster's UI does: the code server then signals its process."""
    run = instance.get_run_by_id(run_id)
    assert run
    instance.report_run_canceling(run)
    os.kill(int(run.tags[WORKER_TAG].split("/")[1]), signal.SIGINT)
