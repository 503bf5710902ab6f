"""pool: a real pool and its workers, which execute runs of the stub graph."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster import stub_graph
from tests.support.dagster.step_runs import register_uploads
from tests.support.library.home import Home
from tests.support.session.checkout import CHECKOUT
from vindex_assets.run_workers.dagster_internals import serialize_value
from vindex_assets.run_workers.wire import Question, ask
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_search.contract.records import FailureRecord

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
STATUS = dg.DagsterRunStatus


class Pool:
    """The process of a pool, and where it is asked."""

    def __init__(self, process: subprocess.Popen[bytes], address: str, home: Home) -> None:
        self.process, self._address, self._home = process, address, home

    def ask(self, kind: str, run_id: str = "", code_server: str = "a") -> str:
        """Its answer."""
        instance = serialize_value(self._home.instance.get_ref())
        question = Question(ask=kind, run_id=run_id, instance=instance, code_server=code_server)  # type: ignore[arg-type]
        return ask(self._address, question)

    def execute(self, video: str) -> tuple[str, str]:
        """Have a new run of a video executed; returns its id and the worker that takes it."""
        job = dg.reconstructable(stub_graph.in_process)
        run = self._home.instance.create_run_for_job(
            job.get_definition(),
            tags={PARTITION_TAG: video},
            status=STATUS.STARTING,
            job_code_origin=job.get_python_origin(),
        )
        worker = self.ask("reserve", run.run_id)
        assert self.ask("execute", run.run_id) == "yes"
        return run.run_id, worker

    def status(self, run_id: str) -> STATUS:
        """Of a run."""
        run = self._home.instance.get_run_by_id(run_id)
        assert run is not None
        return run.status

    @property
    def workers(self) -> list[psutil.Process]:
        """Its workers, with other children that it may have."""
        return psutil.Process(self.process.pid).children()


@contextmanager
def running_pool(home: Home, **variables: str) -> Iterator[Pool]:
    """A pool of two workers over a library; at the end SIGTERM must end it and its workers."""
    with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
        address = Path(folder) / "pool"
        command = [sys.executable, "-m", "vindex_assets.run_workers.pool", str(address), "2"]
        environment = {**home.environment, "DAGSTER_HOME": str(home.path / "dagster"), **variables}
        process = subprocess.Popen(command, env=environment, cwd=CHECKOUT)
        until(address.exists)
        try:
            yield Pool(process, str(address), home)
        finally:
            tree = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGTERM)
            _gone, alive = psutil.wait_procs(tree, timeout=60)
            status = process.wait(timeout=60)
    assert (alive, status) == ([], 0)


def pid_of(worker: str) -> int:
    return int(worker.split("/")[1])


def test_runs_follow_each_other_in_one_process(home: Home) -> None:
    first, second = register_uploads(home, "a", "b")
    with running_pool(home) as pool:
        run, worker = pool.execute(first)
        until(lambda: pool.status(run) == STATUS.SUCCESS)
        other_run, other_worker = pool.execute(second)
        until(lambda: pool.status(other_run) == STATUS.SUCCESS)
        assert worker == other_worker


@pytest.mark.parametrize("blocked", ["video", "video:native"])
def test_a_run_is_interrupted_and_the_next_one_is_executed(home: Home, blocked: str) -> None:
    (video,) = register_uploads(home, "a")
    with running_pool(home, **{stub_graph.BLOCKED: blocked}) as pool:
        run, _worker = pool.execute(video)
        until(stub_graph.flag(home.path).exists)
        found = home.instance.get_run_by_id(run)
        assert found is not None
        home.instance.report_run_canceling(found)
        assert pool.ask("interrupt", run) == "yes"
        until(lambda: pool.status(run) == STATUS.CANCELED)
        next_run, _worker = pool.execute(video)
        until(lambda: pool.status(next_run) == STATUS.SUCCESS)
    assert home.library.store.read_record(video, FailureRecord) is None


def test_the_run_of_a_killed_worker_fails_and_another_worker_takes_the_next(home: Home) -> None:
    (video,) = register_uploads(home, "a")
    with running_pool(home, **{stub_graph.BLOCKED: "video"}) as pool:
        run, worker = pool.execute(video)
        until(stub_graph.flag(home.path).exists)
        psutil.Process(pid_of(worker)).kill()
        until(lambda: pool.status(run) == STATUS.FAILURE)
        next_run, next_worker = pool.execute(video)
        until(lambda: pool.status(next_run) == STATUS.SUCCESS)
    assert next_worker != worker


def test_sigterm_in_mid_run_fails_the_run_and_counts_no_attempt(home: Home) -> None:
    (video,) = register_uploads(home, "a")
    with running_pool(home, **{stub_graph.BLOCKED: "video"}) as pool:
        run, _worker = pool.execute(video)
        until(stub_graph.flag(home.path).exists)
    assert pool.status(run) == STATUS.FAILURE
    assert home.library.store.read_record(video, FailureRecord) is None


def test_runs_of_new_code_are_refused_by_workers_of_the_old_and_the_pool_begins_anew(home: Home) -> None:
    (video,) = register_uploads(home, "a")
    with running_pool(home, **{stub_graph.BLOCKED: "video:released"}) as pool:
        run, worker = pool.execute(video)
        until(stub_graph.flag(home.path).exists)
        assert pool.ask("reserve", "another", code_server="b") == ""
        assert psutil.Process(pid_of(worker)).is_running()
        stub_graph.release(home.path).touch()
        until(lambda: pool.status(run) == STATUS.SUCCESS)
        until(lambda: not psutil.pid_exists(pid_of(worker)))
        until(lambda: _answers(pool))
        assert pool.process.poll() is None


def test_a_worker_that_is_reserved_is_kept_for_its_run(home: Home) -> None:
    with running_pool(home) as pool:
        assert pool.ask("reserve", "one") != pool.ask("reserve", "two")
        assert [pool.ask("find", run) for run in ("one", "two", "three")] == ["yes", "yes", ""]


def test_a_worker_loads_the_models_when_uploads_are_likely(home: Home) -> None:
    with running_pool(home) as pool:
        assert pool.ask("wake") == "yes"
        assert pool.ask("wake") == "yes"
        assert len(pool.workers) == 1


def _answers(pool: Pool) -> bool:
    """Whether the pool has begun anew: it gives a worker to a run of the other code."""
    try:
        return bool(pool.ask("reserve", "another", code_server="b"))
    except OSError:
        return False
