"""Case `partitions`: what ticks, the start of a run and Dagster's page of an asset cost as videos add up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.machine import CHECKOUT
from benchmarks.harness.sample import Sample
from benchmarks.partitions.figure import read_line

PARTITIONS: Final = (1_000, 10_000, 100_000)
INSTANCE: Final = "telemetry: {enabled: false}\npython_logs: {python_log_level: CRITICAL}\n"


def measure(options: Options) -> Iterator[Sample]:
    """Measure a library of each size."""
    for partitions in PARTITIONS[:1] if options.quick else PARTITIONS:
        folder = options.folder / str(partitions)
        for figure in map(read_line, _lines(folder, partitions, options.rounds)):
            yield figure.sample(partitions)


def _lines(folder: Path, partitions: int, rounds: int) -> Iterator[str]:
    """What the process prints that measures one library, as it does."""
    (folder / "dagster").mkdir(parents=True)
    (folder / "dagster" / "dagster.yaml").write_text(INSTANCE)
    (folder / "home" / "uploads").mkdir(parents=True)
    environment = {**os.environ, "VINDEX_HOME": str(folder / "home"), "DAGSTER_HOME": str(folder / "dagster")}
    command = [sys.executable, "-m", "benchmarks.partitions", str(partitions), str(rounds)]
    with subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout or ()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


CASE: Final = Case(
    name="partitions",
    title="Growth: 1,000, 10,000 and 100,000 videos",
    question="Each video is a partition of Dagster's assets. What does a library that has many pay for the next one: "
    "a tick of the upload sensor, the start of a run (from the start of its process to its first step, a batch of "
    "videos), the page of an asset in Dagster's UI? Nothing is decoded: the uploads are files of five bytes.",
    measure=measure,
    goals=(
        Goal(metric="tick, idle", at_most=1.0),
        Goal(metric="tick, ten new: the slowest", at_most=1.0),
        Goal(metric="tick, everything due", at_most=1.0),
        Goal(metric="run start", at_most=8.0),
        Goal(metric="asset page", at_most=1.0),
    ),
)
