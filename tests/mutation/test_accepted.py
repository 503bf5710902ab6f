"""accepted: every accepted mutant exists, and has a reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.mutation.accepted import Accepted, read_accepted
from tests.mutation.faults.mutant import Mutant
from tests.mutation.faults.sites import mutants_of
from tests.support.session.checkout import CHECKOUT

MUTANT = Mutant(file=Path("a.py"), line=3, operator="number", start=0, before="f(\n    16)", after="f(17)")


@pytest.mark.parametrize(
    ("before", "after", "covers"),
    [("f( 16)", "f(17)", True), ("f(...", "f(17)", True), ("f( 16)", "...", True), ("f(16)", "f(17)", False)],
)
def test_a_mutant_is_recognised_by_its_text(before: str, after: str, covers: bool) -> None:
    entry = Accepted(file="a.py", operator="number", before=before, after=after, reason="for the test")
    assert entry.covers(MUTANT) == covers


def test_each_accepted_mutant_can_be_made_and_has_a_reason() -> None:
    """An entry whose code is gone is to be removed."""
    assert [entry for entry in read_accepted() if not (_exists(entry) and entry.reason)] == []


def _exists(entry: Accepted) -> bool:
    return any(entry.covers(mutant) for mutant in _mutants_in(entry.file))


@cache
def _mutants_in(file: str) -> list[Mutant]:
    return mutants_of(Path(file), (CHECKOUT / file).read_text(encoding="utf-8"))
