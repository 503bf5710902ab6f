"""sites: the faults that are put into a piece of code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.faults.mutant import Mutant
from tests.mutation.faults.operators import OPERATORS
from tests.mutation.faults.sites import mutants_of

FILE = Path("vindex_search/x.py")


def replacements(source: str, operator: str) -> list[tuple[str, str]]:
    found = mutants_of(FILE, source)
    assert all(mutant.applied_to(source) != source for mutant in found)
    return [(mutant.before, mutant.after) for mutant in found if mutant.operator == operator]


@pytest.mark.parametrize(
    ("operator", "source", "expected"),
    [
        ("comparison", "a = b < 3", [("b < 3", "b <= 3"), ("b < 3", "b > 3")]),
        ("condition", "if a:\n    b()", [("a", "False"), ("a", "True")]),
        ("logic", "a = not b", [("not b", "b")]),
        ("logic", "a = b and c", [("b and c", "(b)"), ("b and c", "(b) or (c)"), ("b and c", "(c)")]),
        ("number", "a = 16", [("16", "17"), ("16", "2")]),
        ("truth", "a = True", [("True", "False")]),
        ("arithmetic", "a = b + 1", [("b + 1", "(b - 1)")]),
        ("arithmetic", "a = root / 'name'", []),
        ("function", "a = max(b, c)", [("max(b, c)", "min(b, c)")]),
        ("argument", "f(a, key=b)", [("f(a, key=b)", "f(a)")]),
        ("result", "def f():\n    return a", [("return a", "return None")]),
        ("statement", "f()", [("f()", "pass")]),
        ("statement", "log.info('said at night')", []),
        ("lock", "with lock:\n    f()", [("with lock:", "if True:")]),
        ("lock", "with open() as file:\n    f()", []),
        ("exception", "try:\n    f()\nexcept OSError:\n    g()", [("OSError", "Exception")]),
        ("order", "write()\nmark()", [("write()\nmark()", "mark()\nwrite()")]),
        ("order", "path = f()\ng(path)", []),
    ],
)
def test_each_operator_has_its_faults(operator: str, source: str, expected: list[tuple[str, str]]) -> None:
    assert operator == "order" or operator in OPERATORS
    assert replacements(source, operator) == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f(a: 'dict[str, 3]') -> 'tuple[4]': ...",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a",
        '"""Number 3."""',
    ],
)
def test_annotations_imports_and_documentation_have_none(source: str) -> None:
    assert mutants_of(FILE, source) == []


def test_characters_beyond_ascii_do_not_shift_a_fault() -> None:
    source = "ä = 'ö'; b = 5"
    assert [mutant.applied_to(source) for mutant in mutants_of(FILE, source)] == ["ä = 'ö'; b = 6"]


def test_a_file_that_has_changed_is_not_broken_elsewhere() -> None:
    mutant = Mutant(file=FILE, line=1, operator="number", start=4, before="16", after="17")
    assert mutant.applied_to("a = 16") == "a = 17"
    with pytest.raises(ValueError, match="was changed"):
        mutant.applied_to("bc = 16")
