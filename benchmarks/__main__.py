"""`python -m benchmarks [CASE ...]`: measures cases, keeps their samples as Parquet, and makes the page of them.

A case that fails is reported, and the others go on; the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import logging
import sys
from typing import Final

from benchmarks.cases import NAMES, load_case
from benchmarks.harness.page.page import write_page
from benchmarks.harness.run import run_case, run_in_child

ROUNDS: Final = 3


def main() -> int:
    """Measure and write the page."""
    given = _arguments()
    logging.basicConfig(level=logging.WARNING)
    names = [] if given.page else given.cases or NAMES
    if len(names) == 1:
        measured = [run_case(load_case(names[0]), given.rounds, quick=given.quick)]
    else:
        measured = [run_in_child(name, given.rounds, quick=given.quick) for name in names]
    if not given.quick and not given.no_page:
        write_page([load_case(name) for name in NAMES])
    return 0 if all(measured) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"one of {', '.join(NAMES)}; default: all")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"turns of each contestant; default: {ROUNDS}")
    parser.add_argument("--quick", action="store_true", help="one round over the smallest subjects; nothing is kept")
    parser.add_argument("--page", action="store_true", help="make the page of the results that are there")
    parser.add_argument("--no-page", action="store_true", help="keep the results, and leave the page as it is")
    given = parser.parse_args()
    unknown = sorted(set(given.cases) - set(NAMES))
    if unknown:
        parser.error(f"no case {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
