"""A run of a cluster is cancelled while a worker is at its step: the step ends, and the worker takes another one."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import dagster as dg
import pytest

from tests.support.cluster.cluster import cluster
from tests.support.cluster.uploads import upload_films
from tests.support.concurrency.waiting import until
from tests.support.storage.s3 import S3
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.worker_tag import WORKER_TAG
from vindex_search.contract.records import FailureRecord
from vindex_search.settings import settings
from vindex_search.storage.runs import heartbeats

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    # Celery does not end a task that a worker is at: the step asks by itself whether its run goes on.
    pytest.mark.skipif(not find_spec("vindex_assets.runs.watch"), reason="needs the watch over steps"),
]
DEADLINE_S = 600.0


def test_a_step_ends_when_its_run_is_cancelled_and_its_worker_goes_on(s3: S3, tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", s3, runs=2, module="tests.support.cluster.slow_steps") as running:
        settings.cache_clear()
        library = LibraryResource()
        for name, queue in (("cpu-1", "cpu"), ("gpu-1", "gpu")):
            running.start_worker(name, queue)
        (slow,) = upload_films(s3, tmp_path, "team", 1, name="slow")
        running.start_control()
        until(lambda: at_work(library) == {"frames"}, deadline_s=DEADLINE_S, look_s=0.5)
        cancel(running.instance, slow)
        until(lambda: running.instance.get_runs()[-1].is_finished, deadline_s=DEADLINE_S, look_s=0.5)
        assert running.instance.get_runs()[-1].status == dg.DagsterRunStatus.CANCELED
        until(lambda: at_work(library) - {"frames"} == set(), deadline_s=DEADLINE_S, look_s=0.5)
        (other,) = upload_films(s3, tmp_path, "team", 1, name="other")
        running.start_worker("cpu-2", "cpu")  # the first one is given the slow step anew: nobody cancelled the video
        until(lambda: other in library.store.published(), deadline_s=DEADLINE_S, look_s=1.0)
        assert library.store.try_read_record(slow, FailureRecord) is None
    settings.cache_clear()


def at_work(library: LibraryResource) -> set[str]:
    return {heartbeat.asset for heartbeat in heartbeats.list_steps(library.store.root)}


def cancel(instance: dg.DagsterInstance, video: str) -> None:
    """Cancel the run of a video, as Dagster's UI does: the code server then signals its process."""
    (run,) = [run for run in instance.get_runs() if run.tags.get("dagster/partition") == video]
    instance.report_run_canceling(run)
    os.kill(int(run.tags[WORKER_TAG].split("/")[1]), signal.SIGINT)
