"""Seconds from the start of a run's process to its first step: `python -m benchmarks.partitions.run_start FIRST LAST`.

The process is a fresh one, as Dagster's launcher starts it; the run is that of a full batch. Its uploads are no videos,
so that its first step fails, which ends it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.partitions.figure import Figure

SAYS: Final = "first step at "


def measure_run_starts(keys: Sequence[str], rounds: int) -> Iterator[Figure]:
    """Runs of the first videos of a library, one after the other, after one that fills the caches of the disk."""
    from vindex_assets.pipeline.policy import VIDEOS_PER_RUN

    first, last = keys[0], keys[VIDEOS_PER_RUN - 1]
    _start(first, last)
    for number in range(rounds):
        yield Figure("run start", number, _start(first, last), "s")


def _start(first: str, last: str) -> float:
    command = [sys.executable, "-m", "benchmarks.partitions.run_start", first, last]
    began = time.time()
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in answer.splitlines() if line.startswith(SAYS))
    return float(line.removeprefix(SAYS)) - began


def run_batch(first: str, last: str) -> float:
    """Run the job of a range of partitions; returns when its first step began, Unix seconds."""
    import dagster as dg

    from vindex_assets.definitions import index_videos_job
    from vindex_assets.runs.in_flight import RANGE_END_TAG, RANGE_START_TAG

    tags = {RANGE_START_TAG: first, RANGE_END_TAG: last}
    with dg.DagsterInstance.get() as instance:
        with dg.execute_job(dg.reconstructable(index_videos_job), instance=instance, tags=tags) as result:
            run_id = result.run_id
        steps = instance.get_run_step_stats(run_id)
    return min(step.start_time for step in steps if step.start_time)


if __name__ == "__main__":
    print(f"{SAYS}{run_batch(*sys.argv[1:])}")
