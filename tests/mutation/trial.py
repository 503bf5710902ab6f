"""Tries mutants: breaks a file of a scratch tree, runs its tests, and puts the file right again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tests.mutation.faults.mutant import Mutant
from tests.mutation.mirror import mirrored_tests
from tests.mutation.scratch_tree import ScratchTree
from tests.support.session.checkout import CHECKOUT

PATIENCE: Final = 4  # times as long as without a fault: tests that hang have noticed
LEAST_PATIENCE_S: Final = 20.0
BASELINE_TIMEOUT_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant and whether its tests noticed it."""

    mutant: Mutant
    killed: bool


class TestsFail(Exception):
    """The tests of a file fail without any fault in it, so that they say nothing about mutants."""


def try_mutants(mutants: Sequence[Mutant], workers: int) -> Iterator[Trial]:
    """Try all mutants in `workers` trees side by side; results as they come.

    Raises:
        TestsFail: if the tests of a file fail as it is.
    """
    by_file: dict[Path, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    with tempfile.TemporaryDirectory(prefix="vindex-mutants-") as folder:
        trees: SimpleQueue[ScratchTree] = SimpleQueue()
        made = [ScratchTree(Path(folder) / str(number)) for number in range(workers)]
        for tree in made:
            trees.put(tree)
        try:
            with ThreadPoolExecutor(workers) as pool:
                tasks = [pool.submit(_try_file, trees, file, found) for file, found in by_file.items()]
                for task in as_completed(tasks):
                    yield from task.result()
        finally:
            for tree in made:
                tree.close()


def _try_file(trees: SimpleQueue[ScratchTree], file: Path, mutants: Sequence[Mutant]) -> list[Trial]:
    tree = trees.get()
    try:
        return list(_trials(tree, file, mutants))
    finally:
        trees.put(tree)


def _trials(tree: ScratchTree, file: Path, mutants: Sequence[Mutant]) -> Iterator[Trial]:
    tests = mirrored_tests(file, CHECKOUT)
    whole = tree.run(tests, BASELINE_TIMEOUT_S)
    if not whole.passed:
        raise TestsFail(f"{file}: its tests fail as it is:\n{tree.last_output()[-3000:]}")
    timeout_s = max(LEAST_PATIENCE_S, PATIENCE * whole.wall_s)
    source = (tree.root / file).read_text(encoding="utf-8")
    for mutant in mutants:
        (tree.root / file).write_text(mutant.applied_to(source), encoding="utf-8")
        yield Trial(mutant, killed=not tree.run(tests, timeout_s).passed)
    (tree.root / file).write_text(source, encoding="utf-8")
