"""What running a step costs, and how steps scale with workers: nothing is decoded, steps are empty or sleep.

`python -m benchmarks.overheads [PART]`: each part starts what it needs on free ports, ends it, and prints rows.

    start                               seconds from an upload until its run starts, with `vindex dagster`
    in_process, multiprocess, celery    seconds a step of an empty chain of steps
    workers                             steps a second of sleeping steps with 1, 2 and 3 workers

Needs `redis-server`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import dagster as dg

from benchmarks.overheads.jobs import CHAIN_STEPS, SLEEP_S, WIDE_STEPS, chain_job, wide_job
from tests.support.cluster.processes import ClusterProcesses
from tests.support.concurrency.waiting import until
from tests.support.servers.redis import redis_server
from vindex_search.settings import Settings

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


def measure_start(folder: Path) -> None:
    """Seconds from the upload of a video until its run starts, with the real daemon, sensor and queue."""
    from tests.support.media.films import make_film

    home = folder / "home"
    (home / "uploads" / "team").mkdir(parents=True)
    settings = Settings(home=home)
    environment = {**os.environ, "VINDEX_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    processes = ClusterProcesses(folder / "hosts", environment)
    processes.start("dagster", "vindex_assets.cli", "dagster", "--port", "0", VINDEX_HOME=str(home))
    try:
        os.environ.update({"DAGSTER_HOME": str(home / "dagster"), "VINDEX_HOME": str(home)})
        until(lambda: "Dagster's UI starts at" in processes.log("dagster"))
        seconds = []
        for number in range(REPEATS):
            film = make_film(folder / f"{number}.mp4", colours=[(40 * number, 30, 30)])
            began = time.time()
            film.rename(settings.home / "uploads" / "team" / film.name)
            seconds.append(run_started(home, number + 1) - began)
        print(f"start    {described(seconds)} s from an upload until its run starts")
    finally:
        processes.end()


def run_started(home: Path, count: int) -> float:
    """When the run of the video with this number started."""
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        found: list[float] = []

        def has_started() -> bool:
            records = instance.get_run_records(filters=dg.RunsFilter(job_name="index_videos"))
            found[:] = sorted(record.start_time for record in records if record.start_time)
            return len(found) >= count

        until(has_started, look_s=0.1)
    return found[count - 1]


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
    "start": measure_start,
    **{executor: partial(measure_steps, executor) for executor in ("in_process", "multiprocess", "celery")},
    "workers": measure_workers,
}


def main() -> None:
    """Measure the part that is named, or each in a process of its own: a process builds a job once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=list(PARTS))
    part = parser.parse_args().part
    if not part:
        for each in PARTS:
            subprocess.run([sys.executable, "-m", "benchmarks.overheads", each], check=True)
        return
    with tempfile.TemporaryDirectory(prefix="vindex-overheads-") as folder:
        PARTS[part](Path(folder))


if __name__ == "__main__":
    main()
