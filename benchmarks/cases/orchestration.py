"""What orchestration costs: the whole graph with empty steps, for one video and for a batch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample

FUNCTION: Final = "empty function"
VIDEOS: Final = 30
QUICK_VIDEOS: Final = 3
STEPS: Final = 8


def measure(options: Options) -> Iterator[Sample]:
    """One process, in which each round is a run of one video and a run of the batch."""
    videos = QUICK_VIDEOS if options.quick else VIDEOS
    command = [
        sys.executable,
        "-m",
        "benchmarks.runs.orchestration",
        str(options.folder),
        str(videos),
        str(options.rounds),
    ]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    subject = f"batch of {videos}"
    for round_, line in enumerate(printed.splitlines()):
        figures = json.loads(line)
        ours = {
            "per video": figures["batch"] / videos,
            "per run": figures["run"],
            "per step": figures["step"],
        }
        theirs = {
            "per video": figures["function"] / videos,
            "per run": figures["function"] / videos,
            "per step": figures["function"] / videos / STEPS,
        }
        for contestant, values in ((OURS, ours), (FUNCTION, theirs)):
            for metric, value in values.items():
                yield Sample(subject=subject, contestant=contestant, round=round_, metric=metric, value=value, unit="s")


CASE: Final = Case(
    name="orchestration",
    title="What orchestration costs",
    question=(
        "The eight steps of the graph through Dagster, with the watch, records, stamps and events of each, but nothing "
        "to do: what is added to the work itself, a video in a batch, a run of one video, and a step of it?"
    ),
    measure=measure,
    goals=(
        Goal(metric="per video", at_most=0.3),
        Goal(metric="per run", at_most=2.0),
        Goal(metric="per step", at_most=0.05),
    ),
    limits=(
        "A step stores each of its events in a transaction of SQLite of its own, and its records beside it with a "
        "flush to the disk; Dagster asks what has happened before it goes on "
        "([022](../docs/decisions/022-run-workers-stay-warm.md))."
    ),
)
