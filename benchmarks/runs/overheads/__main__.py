"""What running a step costs, and how steps scale with workers: nothing is decoded, steps are empty or sleep.

`python -m benchmarks.runs.overheads [PART]`: each part starts what it needs on free ports, ends it, and prints rows.

    multiprocess, celery    seconds a step of an empty chain of steps
    workers                 steps a second of sleeping steps with 1, 2 and 3 workers

What a run costs in a resident worker, and an upload until it is found, are the cases `orchestration` and `uploads`.

Needs `redis-server`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import dagster as dg

from benchmarks.runs.overheads.jobs import CHAIN_STEPS, SLEEP_S, WIDE_STEPS, chain_job, wide_job
from tests.support.cluster.processes import ClusterProcesses
from tests.support.cluster.servers.redis import redis_server
from tests.support.concurrency.waiting import until

REPEATS: Final = 5


def measure_steps(executor: str, folder: Path) -> None:
    """Seconds a step of an empty chain, beyond what the run itself takes to begin."""
    os.environ["BENCHMARK_EXECUTOR"] = executor
    with instance_in(folder / "instance") as instance, worker_processes(folder, 1, executor):
        run(instance, chain_job)  # imports, the tables, and a worker that has begun
        seconds = [run(instance, chain_job) / CHAIN_STEPS for _ in range(REPEATS)]
        print(f"step     {executor:13} {described(seconds)} s a step of a chain of {CHAIN_STEPS}", flush=True)


def measure_workers(folder: Path) -> None:
    """Steps a second of steps that sleep: whether they scale, not what this machine's cores do."""
    os.environ["BENCHMARK_EXECUTOR"] = "celery"
    for count in (1, 2, 3):
        with instance_in(folder / str(count)) as instance, worker_processes(folder / str(count), count, "celery"):
            run(instance, chain_job)
            rates = [WIDE_STEPS / run(instance, wide_job) for _ in range(3)]
            print(f"workers  {count}  {described(rates)} steps a second, of {SLEEP_S:g} s each, {WIDE_STEPS} at once")


def run(instance: dg.DagsterInstance, job: Callable[[], dg.JobDefinition]) -> float:
    """Seconds between the first step's beginning and the last one's end."""
    with dg.execute_job(dg.reconstructable(job), instance=instance, raise_on_error=True) as result:
        if not result.success:  # over Celery the error is in the event log alone
            raise RuntimeError(f"the run {result.run_id} failed")
        steps = instance.get_run_step_stats(result.run_id)
    return max(step.end_time or 0 for step in steps) - min(step.start_time or 0 for step in steps)


def described(values: list[float]) -> str:
    """Median, and the least and the most."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


@contextmanager
def instance_in(folder: Path) -> Iterator[dg.DagsterInstance]:
    """A new instance over SQLite, without a console log."""
    folder.mkdir(parents=True)
    (folder / "dagster.yaml").write_text("telemetry: {enabled: false}\npython_logs: {python_log_level: CRITICAL}\n")
    os.environ["DAGSTER_HOME"] = str(folder)
    with dg.DagsterInstance.get() as instance:
        yield instance


@contextmanager
def worker_processes(folder: Path, count: int, executor: str) -> Iterator[None]:
    """So many workers with one process each, over a Redis of their own, where the executor needs them."""
    if executor != "celery":
        yield
        return
    with redis_server(folder / "redis") as redis:
        os.environ["VINDEX_BROKER"] = redis.url
        environment: Mapping[str, str] = {**os.environ, "VINDEX_STORE": str(folder / "store")}
        processes = ClusterProcesses(folder / "hosts", environment)
        try:
            for number in range(count):
                name = f"worker-{number}"
                command = ("worker", "--queue", "cpu", "--concurrency", "1", "--name", name)
                processes.start(name, "vindex_assets.cli", *command)
            until(lambda: all("ready." in processes.log(name) for name in processes.running))
            yield
        finally:
            processes.end()


PARTS: Final[Mapping[str, Callable[[Path], None]]] = {
    **{executor: partial(measure_steps, executor) for executor in ("multiprocess", "celery")},
    "workers": measure_workers,
}


def main() -> None:
    """Measure the part that is named, or each in a process of its own: a process builds a job once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=list(PARTS))
    part = parser.parse_args().part
    if not part:
        for each in PARTS:
            subprocess.run([sys.executable, "-m", "benchmarks.runs.overheads", each], check=True)
        return
    with tempfile.TemporaryDirectory(prefix="vindex-overheads-") as folder:
        PARTS[part](Path(folder))


if __name__ == "__main__":
    main()
