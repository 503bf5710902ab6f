"""The executor with a real broker and real workers: steps that kill their process, lost workers, runs that are over."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dagster as dg
import psutil
import pytest
import redis

from tests.support.cluster import tiny_jobs
from tests.support.cluster.processes import ClusterProcesses
from tests.support.cluster.servers.redis import RedisServer
from tests.support.concurrency.waiting import until
from tests.support.dagster.dagster_internals import instance_for_test
from tests.support.session.checkout import CHECKOUT
from vindex_assets.cluster import claims as claims_module
from vindex_assets.cluster import sent_step
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S
from vindex_search.settings import settings
from vindex_search.storage.runs import heartbeats

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::celery.exceptions.CDeprecationWarning")]

Result = dg.JobExecutionResult


@pytest.fixture
def workers(
    tmp_path: Path, broker: RedisServer, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClusterProcesses]:
    """Starts workers; the broker is empty, and the environment points to it."""
    monkeypatch.setenv("VINDEX_BROKER", broker.url)
    monkeypatch.setenv("VINDEX_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    monkeypatch.setattr(dg.RetryPolicy, "calculate_delay", lambda *_: 0.0)
    settings.cache_clear()
    processes = ClusterProcesses(tmp_path / "hosts", dict(os.environ))
    try:
        yield processes
    finally:
        processes.end()
        settings.cache_clear()


def start_worker(workers: ClusterProcesses, name: str, queue: str = "cpu") -> None:
    workers.start(name, "vindex_assets.cli", "worker", "--queue", queue, "--concurrency", "1", "--name", name)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with instance_for_test(temp_dir=str(tmp_path)) as instance:
        yield instance


def run(
    instance: dg.DagsterInstance,
    job: Callable[[], dg.JobDefinition],
    tags: Mapping[str, str] = MappingProxyType({}),
    **config: Any,
) -> Result:
    (op,) = job().graph.node_dict
    run_config = {"ops": {op: {"config": config}}}
    return dg.execute_job(
        dg.reconstructable(job), instance=instance, run_config=run_config, tags=dict(tags), raise_on_error=False
    )


def test_a_step_runs_in_a_worker(workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    start_worker(workers, "one")
    with run(instance, tiny_jobs.append_job, file=str(tmp_path / "lines")) as result:
        assert result.success
    (line,) = (tmp_path / "lines").read_text().splitlines()
    assert int(line) != os.getpid()


def test_a_step_of_a_workspace_with_queues_of_its_own_goes_to_its_worker(
    workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_OWN_QUEUES", "acme")
    start_worker(workers, "own", "cpu-acme")
    tags, lines = {"vindex/workspace": "acme"}, tmp_path / "lines"
    with run(instance, tiny_jobs.own_queue_job, tags, file=str(lines)) as result:
        assert result.success
    assert len(lines.read_text().splitlines()) == 1


@pytest.mark.parametrize(("times", "succeeds"), [(1, True), (2, False)])
def test_a_step_that_kills_its_process_is_retried_as_its_policy_says(
    workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path, times: int, succeeds: bool
) -> None:
    start_worker(workers, "one")
    with run(instance, tiny_jobs.killing_job, file=str(tmp_path / "lines"), times=times) as result:
        assert result.success is succeeds
    assert len((tmp_path / "lines").read_text().splitlines()) == 2


def kill_main_process(workers: ClusterProcesses, name: str) -> None:
    """Kill a worker but not the process of its step."""
    process = workers.running.pop(name)
    process.kill()
    process.wait()


@pytest.mark.parametrize("kill", [ClusterProcesses.kill, kill_main_process], ids=["host", "worker"])
def test_the_step_of_a_worker_that_is_lost_ends_and_goes_to_another_one(
    workers: ClusterProcesses,
    instance: dg.DagsterInstance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kill: Callable[[ClusterProcesses, str], None],
) -> None:
    monkeypatch.setattr(sent_step, "LOOK_S", 0.1)
    monkeypatch.setattr(sent_step, "SILENT_S", 1.0)
    start_worker(workers, "one")
    lines = tmp_path / "lines"

    def lose_worker() -> None:
        until(lambda: lines.exists() and lines.read_text())
        kill(workers, "one")
        start_worker(workers, "two")

    loss = threading.Thread(target=lose_worker)
    loss.start()
    with run(instance, tiny_jobs.holding_job, file=str(lines), seconds=600.0) as result:
        assert result.success
    loss.join()
    first, second = lines.read_text().splitlines()
    assert first != second
    assert not psutil.pid_exists(int(first))


def test_a_host_that_was_away_ends_the_step_that_another_worker_has_got(
    workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_step, "LOOK_S", 0.1)
    monkeypatch.setattr(sent_step, "SILENT_S", 1.0)
    start_worker(workers, "one")
    lines, away = tmp_path / "lines", workers.running["one"].pid

    def stop_worker() -> None:
        until(lambda: lines.exists() and lines.read_text())
        os.killpg(away, signal.SIGSTOP)
        start_worker(workers, "two")

    stopping = threading.Thread(target=stop_worker)
    stopping.start()
    with run(instance, tiny_jobs.holding_job, file=str(lines), seconds=600.0) as result:
        assert result.success
    stopping.join()
    os.killpg(away, signal.SIGCONT)
    until(lambda: not psutil.pid_exists(int(lines.read_text().splitlines()[0])))
    assert workers.drain("one") == 0


def test_a_worker_drains_at_sigterm(workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    start_worker(workers, "one")
    lines, statuses = tmp_path / "lines", []

    def drain() -> None:
        until(lambda: lines.exists() and lines.read_text())
        until(lambda: [one.busy for one in heartbeats.list_workers(root())] == [1])
        statuses.append(workers.drain("one"))

    draining = threading.Thread(target=drain)
    draining.start()
    with run(instance, tiny_jobs.holding_job, file=str(lines), seconds=8.0) as result:
        assert result.success
    draining.join()
    assert statuses == [0]
    assert len(lines.read_text().splitlines()) == 1
    assert heartbeats.list_workers(root()) == []


def root() -> Any:
    from vindex_search.models.active_set import library_store

    return library_store(settings()).root


def test_a_run_that_is_over_by_other_hands_ends_and_its_step_is_begun_by_nobody(
    workers: ClusterProcesses, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_step, "LOOK_S", 0.1)

    def fail_run() -> None:
        until(lambda: instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])))
        (started,) = instance.get_runs()
        instance.report_run_failed(started)

    failing = threading.Thread(target=fail_run)
    failing.start()
    with run(instance, tiny_jobs.append_job, file=str(tmp_path / "lines")) as result:
        assert not result.success
    failing.join()
    start_worker(workers, "late")
    until(lambda: client_is_empty(workers))
    assert not (tmp_path / "lines").exists()


def client_is_empty(workers: ClusterProcesses) -> bool:
    with redis.Redis.from_url(os.environ["VINDEX_BROKER"]) as client:
        return not any(client.llen(key) for key in client.scan_iter("cpu*")) and not client.hlen("unacked")


def test_claims_expire_long_before_a_step_counts_as_lost() -> None:
    assert claims_module.CLAIM_S + sent_step.SILENT_S <= LOST_AFTER_S
