"""A run of a batch of films in a process of its own, over the library of the environment.

`python -m benchmarks.capacity.batch_run KEY FILM [KEY FILM ...]` puts the films into the uploads, claims them as the
sensor does, runs the job over all of them at once, and prints a line of JSON with the times of the steps.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.capacity.cpu_meter import CpuMeter
from benchmarks.harness.machine import CHECKOUT

UPLOAD_AGE_S: Final = 3600.0  # the upload counts as written


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Processor seconds of a run by step, those before the first step under `run`, and the ids of its videos."""

    cpu_s: dict[str, float]
    wall_s: dict[str, float]
    videos: list[str]


def run_batch(films: Mapping[str, Path], environment: Mapping[str, str]) -> BatchRun:
    """Run a batch of films, by object key, and measure it."""
    arguments = [argument for key, film in films.items() for argument in (key, str(film))]
    command = [sys.executable, "-m", "benchmarks.capacity.batch_run", *arguments]
    began = time.time()
    with subprocess.Popen(command, env=dict(environment), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        with CpuMeter(process.pid) as meter:
            output, _ = process.communicate()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    answer = json.loads(output.splitlines()[-1])
    steps: dict[str, tuple[float, float]] = answer["steps"]
    cpu_s = {name: meter.between(start, end) for name, (start, end) in steps.items()}
    wall_s = {name: end - start for name, (start, end) in steps.items()}
    ended = max(end for _, end in steps.values())
    others = {"cpu": meter.total() - sum(cpu_s.values()), "wall": ended - began - sum(wall_s.values())}
    return BatchRun(cpu_s | {"run": others["cpu"]}, wall_s | {"run": others["wall"]}, answer["videos"])


def _put(films: Sequence[str]) -> None:
    from vindex_assets.pipeline.resources import LibraryResource

    bucket = LibraryResource().bucket
    old = time.time() - UPLOAD_AGE_S
    for key, film in zip(films[::2], films[1::2], strict=True):
        os.utime(film, (old, old))
        bucket.put(key, Path(film))


def main() -> None:
    """Put, claim, run, print."""
    import dagster as dg

    from vindex_assets.cli.ingest.due_runs import QUIET_RUN_CONFIG, reconcile_whole_bucket
    from vindex_assets.definitions import index_videos_job
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.uploads.batching import Batch
    from vindex_assets.uploads.run_requests import claim_due_uploads

    _put(sys.argv[1:])
    library = LibraryResource()
    with dg.DagsterInstance.get() as instance:
        result = reconcile_whole_bucket(instance, library)
        batches, result = claim_due_uploads(
            library, result, lambda rows: [Batch(tuple(row.upload for row in rows), "live")]
        )
        result.save(library.store)
        [batch] = batches
        request = batch.request()
        with dg.execute_job(
            dg.reconstructable(index_videos_job),
            instance=instance,
            tags=dict(request.tags),
            run_config=QUIET_RUN_CONFIG,
            raise_on_error=True,
        ) as done:
            stats = instance.get_run_step_stats(done.run_id)
        steps = {one.step_key: (one.start_time, one.end_time) for one in stats}
    print(json.dumps({"steps": steps, "videos": list(batch.video_ids)}))


if __name__ == "__main__":
    main()
