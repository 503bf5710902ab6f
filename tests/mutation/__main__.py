"""`make mutants`: puts small faults into files, one at a time, and prints those that their tests do not notice.

    python -m tests.mutation vindex_search/storage vindex_search/auth --sample 60
    python -m tests.mutation --since main

Neither mutmut nor cosmic-ray runs only the tests of the changed file, and neither has the faults that durability
depends on (two writes in the other order, a lock not taken); hence a program of our own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.mutation.accepted import read_accepted
from tests.mutation.faults.mutant import Mutant
from tests.mutation.selection import mutants_below, mutants_since
from tests.mutation.trial import Trial, try_mutants

SEED: Final = 2026
WORKERS: Final = 2


def main() -> int:
    """Try, print survivors as they are found, and the score at the end; the exit status says whether one survived."""
    arguments = _parser().parse_args()
    rooms = _rooms(arguments)
    survivors = sum(_try_room(room, mutants, arguments.workers) for room, mutants in rooms)
    return int(survivors > 0)


def _rooms(arguments: argparse.Namespace) -> list[tuple[str, list[Mutant]]]:
    if arguments.since:
        return [(f"since {arguments.since}", mutants_since(arguments.since, arguments.sample, arguments.seed))]
    return [(str(path), mutants_below(path, arguments.sample, arguments.seed)) for path in arguments.paths]


def _try_room(room: str, mutants: Sequence[Mutant], workers: int) -> int:
    """Try a room's mutants; the number of survivors."""
    accepted = read_accepted()
    tried = [mutant for mutant in mutants if not any(entry.covers(mutant) for entry in accepted)]
    print(f"\n{room}: {len(tried)} mutants, and {len(mutants) - len(tried)} accepted ones", flush=True)
    survivors = list(_printed(trial for trial in try_mutants(tried, workers) if not trial.killed))
    if tried:
        killed = len(tried) - len(survivors)
        print(f"{room}: {killed} of {len(tried)} killed ({100 * killed / len(tried):.0f} %)", flush=True)
    return len(survivors)


def _printed(survivors: Iterable[Trial]) -> Iterable[Trial]:
    for trial in survivors:
        print(f"  survived: {trial.mutant}", flush=True)
        yield trial


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, help="files or folders of the two packages")
    parser.add_argument("--since", metavar="REVISION", help="in place of paths: the lines changed since a revision")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants a path in place of all")
    parser.add_argument("--seed", type=int, default=SEED, help="of the sample")
    parser.add_argument("--workers", type=int, default=WORKERS, help="scratch trees that are tried side by side")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
