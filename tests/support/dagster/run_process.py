"""A run in a process of its own, as a code server starts one; called with a JOB, a VIDEO and perhaps an ASSET.

JOB is `in_process` or `multiprocess` (of `stub_graph`), or `real` for the whole graph with its real work. With an ASSET
that step runs alone.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dagster as dg
import psutil

from tests.support.library.home import Home
from tests.support.session.checkout import CHECKOUT
from vindex_assets.runs.in_flight import PARTITION_TAG


@contextmanager
def run_process(home: Home, job: str, video: str, *only: str, **variables: str) -> Iterator[psutil.Process]:
    """The process that carries the run, while the context lasts; what it leaves alive is killed at the end."""
    command = [sys.executable, "-m", "tests.support.dagster.run_process", job, video, *only]
    environment: Mapping[str, str] = {
        **home.environment,
        "DAGSTER_HOME": str(home.path / "dagster"),
        "PYTHONPATH": str(CHECKOUT),
        **variables,
    }
    with subprocess.Popen(command, env=environment, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as starter:
        own = psutil.Process(starter.pid)
        assert starter.stderr is not None
        while not (line := starter.stderr.readline()).startswith("carried by "):
            assert line, "the process has ended before its run"
        carrier = psutil.Process(int(line.split()[2]))
        try:
            yield carrier
        finally:
            for process in (carrier, own):
                for each in [*_children(process), process]:
                    _kill(each)
            starter.communicate()


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _carry(job: str, video: str, only: list[str]) -> None:
    from tests.support.dagster import stub_graph
    from vindex_assets.definitions import index_videos_job

    jobs = {"in_process": stub_graph.in_process, "multiprocess": stub_graph.multiprocess, "real": index_videos_job}
    selection = [dg.AssetKey(name) for name in only] or None
    with (
        dg.DagsterInstance.get() as instance,
        dg.execute_job(
            dg.reconstructable(jobs[job]), instance=instance, tags={PARTITION_TAG: video}, asset_selection=selection
        ),
    ):
        pass


def main() -> None:
    """Start the process that carries the run, say which it is, and wait for it."""
    job, video, *only = sys.argv[1:]
    carrier = multiprocessing.get_context("spawn").Process(target=_carry, args=(job, video, only))
    carrier.start()
    sys.stderr.write(f"carried by {carrier.pid}\n")
    sys.stderr.flush()
    carrier.join()


if __name__ == "__main__":
    main()
