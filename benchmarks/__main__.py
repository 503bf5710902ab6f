"""`python -m benchmarks [CASE ...]`: measures cases, keeps their samples as Parquet, and makes the page of them.

A case that fails is reported, and the others go on; the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

from benchmarks.cases import NAMES, load_case
from benchmarks.harness.case import Case, Options
from benchmarks.harness.figures import judge
from benchmarks.harness.machine import CHECKOUT, this_machine
from benchmarks.harness.page.page import write_page
from benchmarks.harness.page.section import shown
from benchmarks.harness.results import Results, write_results
from benchmarks.harness.sample import Sample

MEDIA: Final = CHECKOUT.parent / "shared" / "media"
ROUNDS: Final = 3


def measure(case: Case, rounds: int, *, quick: bool) -> Results:
    """Measure a case in an empty folder, with a line for each sample."""
    machine, samples = this_machine(), list[Sample]()
    with tempfile.TemporaryDirectory(prefix=f"vindex-{case.name}-") as folder:
        options = Options(rounds=1 if quick else rounds, quick=quick, media=MEDIA, folder=Path(folder))
        for sample in case.measure(options):
            print(
                f"  {sample.subject}: {sample.contestant}: {sample.metric} {sample.value:.4g} {sample.unit}", flush=True
            )
            samples.append(sample)
    return Results(machine, tuple(samples))


def run_case(name: str, rounds: int, *, quick: bool) -> bool:
    """Measure a case and keep its results, unless it is quick; returns whether it could be measured."""
    case = load_case(name)
    missing = [program for program in case.needs if not shutil.which(program)]
    if missing:
        print(f"{name}: left out, needs {', '.join(missing)}", flush=True)
        return False
    print(f"{name}: {case.title}", flush=True)
    try:
        results = measure(case, rounds, quick=quick)
    except Exception:  # noqa: BLE001 - whatever a contestant raises costs one case, not the others
        traceback.print_exc()
        return False
    for verdict in judge(case.goals, results.samples):
        mark = "reached" if verdict.is_reached else "MISSED"
        print(f"  {verdict.goal.metric} {verdict.goal.bound} ({verdict.subject}): {shown(verdict.spread)}: {mark}")
    if not quick:
        write_results(name, results)
    return True


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"one of {', '.join(NAMES)}; default: all")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"turns of each contestant; default: {ROUNDS}")
    parser.add_argument("--quick", action="store_true", help="one round over the smallest subjects; nothing is kept")
    parser.add_argument("--page", action="store_true", help="make the page of the results that are there")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    names = [] if options.page else options.cases or NAMES
    measured = [run_case(name, options.rounds, quick=options.quick) for name in names]
    if not options.quick:
        write_page([load_case(name) for name in NAMES])
    return 0 if all(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
