"""Runs cases: each in a process of its own where there are several, so that none finds what another has loaded."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Options
from benchmarks.harness.figures import judge
from benchmarks.harness.machine import CHECKOUT, this_machine
from benchmarks.harness.page.figure_text import shown
from benchmarks.harness.results import FOLDER, Results, write_results
from benchmarks.harness.sample import Sample

MEDIA: Final = CHECKOUT.parent / "shared" / "media"


def run_case(case: Case, rounds: int, *, quick: bool, results: Path = FOLDER) -> bool:
    """Measure a case and keep its results, unless it is quick; returns whether it could be measured."""
    missing = [program for program in case.needs if not shutil.which(program)]
    if missing:
        print(f"{case.name}: left out, needs {', '.join(missing)}", flush=True)
        return False
    print(f"{case.name}: {case.title}", flush=True)
    try:
        measured = measure(case, rounds, quick=quick)
    except Exception:  # noqa: BLE001 - whatever a contestant raises costs one case, not the others
        traceback.print_exc()
        return False
    for verdict in judge(case.goals, measured.samples):
        figure = shown(verdict.spread) if verdict.spread else "-"
        print(f"  {verdict.goal.title} ({verdict.subject}): {figure}: {verdict.outcome}")
    if not quick:
        write_results(case.name, measured, results)
    return True


def measure(case: Case, rounds: int, *, quick: bool) -> Results:
    """Measure a case in an empty folder, with a line for each sample.

    Raises:
        ValueError: a figure was measured twice in one round.
    """
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix=f"vindex-{case.name}-") as folder:
        options = Options(rounds=1 if quick else rounds, quick=quick, media=MEDIA, folder=Path(folder))
        return Results(machine, tuple(_told(_each_once(case.measure(options)))))


def _each_once(samples: Iterator[Sample]) -> Iterator[Sample]:
    """Samples, each of another figure: of two that are the same one would be lost without a word."""
    seen = set[tuple[str, str, int, str]]()
    for sample in samples:
        key = (sample.subject, sample.contestant, sample.round, sample.metric)
        if key in seen:
            raise ValueError(f"measured twice: {sample.metric} of {key[1]} ({key[0]}) in round {sample.round}")
        seen.add(key)
        yield sample


def _told(samples: Iterator[Sample]) -> Iterator[Sample]:
    for sample in samples:
        print(f"  {sample.subject}: {sample.contestant}: {sample.metric} {sample.value:.4g} {sample.unit}", flush=True)
        yield sample


def run_in_child(name: str, rounds: int, *, quick: bool) -> bool:
    """Run `python -m benchmarks NAME` in a process of its own, without the page; returns whether it succeeded."""
    command = [sys.executable, "-m", "benchmarks", name, "--rounds", str(rounds), "--no-page"]
    return subprocess.run([*command, *(["--quick"] if quick else [])], check=False).returncode == 0
