"""Which mutants are tried: those of files and folders, or of the lines changed since a revision; all or a sample."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.mutation.faults.mutant import Mutant
from tests.mutation.faults.sites import mutants_of
from tests.support.session.checkout import CHECKOUT

PACKAGES: Final = ("vindex_search", "vindex_assets")
HUNK: Final = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def mutants_below(path: Path, sample: int | None, seed: int) -> list[Mutant]:
    """The mutants of a file or of all files of a folder; at most `sample` of them, drawn with the seed."""
    mutants = [mutant for file in _python_files(path) for mutant in _of_file(file)]
    return _sampled(mutants, sample, seed)


def mutants_since(revision: str, sample: int | None, seed: int) -> list[Mutant]:
    """The mutants of the lines that were added or changed since a revision."""
    changed = dict(_changed_lines(revision))
    mutants = [mutant for file, lines in changed.items() for mutant in _of_file(file) if mutant.line in lines]
    return _sampled(mutants, sample, seed)


def _of_file(file: Path) -> list[Mutant]:
    return mutants_of(file, (CHECKOUT / file).read_text(encoding="utf-8"))


def _sampled(mutants: list[Mutant], sample: int | None, seed: int) -> list[Mutant]:
    if sample is None or sample >= len(mutants):
        return mutants
    chosen = random.Random(seed).sample(range(len(mutants)), sample)
    return [mutants[at] for at in sorted(chosen)]


def _python_files(path: Path) -> Iterable[Path]:
    whole = CHECKOUT / path
    found = [whole] if whole.is_file() else sorted(whole.rglob("*.py"))
    if not found:
        raise SystemExit(f"{path}: no Python file there; give files or folders of {' or '.join(PACKAGES)}")
    return [file.relative_to(CHECKOUT) for file in found]


def _changed_lines(revision: str) -> Iterator[tuple[Path, set[int]]]:
    """The files of the packages that changed, each with the numbers of its new lines."""
    for file in _git("diff", "--name-only", "--diff-filter=d", revision, "--", *PACKAGES).splitlines():
        if file.endswith(".py"):
            hunks = map(HUNK.match, _git("diff", "-U0", revision, "--", file).splitlines())
            starts = [(int(hunk[1]), int(hunk[2] or 1)) for hunk in hunks if hunk]
            yield Path(file), {line for start, count in starts for line in range(start, start + count)}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, check=True, text=True).stdout
