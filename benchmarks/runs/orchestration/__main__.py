"""`python -m benchmarks.runs.orchestration FOLDER VIDEOS ROUNDS`: a JSON line a round, over a library in a folder.

A process of its own, as the settings and Dagster's instance are those of the environment. The first runs, which make
the artefacts and the tables, are not measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def main(folder: Path, videos: int, rounds: int) -> None:
    """Measure."""
    os.environ.update(VINDEX_HOME=str(folder), DAGSTER_HOME=str(folder / "dagster"))

    from benchmarks.runs.orchestration.graph import register
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.run_workers.lean_storage import make_storage_lean
    from vindex_assets.runs.instance import open_instance
    from vindex_search.settings import settings

    if "--plain" not in sys.argv:
        make_storage_lean()  # as a run worker does
    with open_instance(settings()) as instance:
        ids = register(instance, LibraryResource(), videos)
        for number in range(rounds + 1):
            one, batch = run(instance, ids[:1]), run(instance, ids)
            figures = {"run": one[0], "step": one[1], "batch": batch[0], "function": call_empty(videos)}
            if number:
                print(json.dumps(figures), flush=True)


def run(instance: Any, ids: list[str]) -> tuple[float, float]:
    """Seconds of a whole run over videos, and of each of its steps."""
    import dagster as dg

    from benchmarks.runs.orchestration.graph import empty_graph
    from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG

    tags = {RANGE_START_TAG: ids[0], RANGE_END_TAG: ids[-1]} if len(ids) > 1 else {PARTITION_TAG: ids[0]}
    began = time.perf_counter()
    job = dg.reconstructable(empty_graph)
    with dg.execute_job(job, instance=instance, tags=tags, run_config=QUIET) as result:
        seconds = time.perf_counter() - began
        if not result.success:
            raise RuntimeError(f"the run {result.run_id} failed")
        steps = instance.get_run_step_stats(result.run_id)
    first, last = min(step.start_time for step in steps), max(step.end_time for step in steps)
    return seconds, (last - first) / len(steps)


def call_empty(videos: int) -> float:
    """Seconds of an empty function, called once a step and video."""
    began = time.perf_counter()
    for _ in range(videos):
        for _ in range(8):
            _empty()
    return time.perf_counter() - began


def _empty() -> None:
    """Do nothing."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
