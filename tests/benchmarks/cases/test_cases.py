"""The registry: each case has a file of its name, and loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import cases
from benchmarks.cases import NAMES, load_case

FILES = sorted(path.stem for path in Path(str(cases.__file__)).parent.glob("*.py") if path.stem != "__init__")


def test_each_case_has_a_file_and_each_file_is_a_case() -> None:
    assert sorted(NAMES) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_case_has_the_name_of_its_file(name: str) -> None:
    assert load_case(name).name == name


@pytest.mark.parametrize("name", FILES)
def test_a_case_says_what_it_asks(name: str) -> None:
    case = load_case(name)
    assert case.title
    assert case.question.rstrip().endswith((".", "?"))


def test_an_unknown_case_is_an_error_that_lists_them() -> None:
    with pytest.raises(ValueError, match="no case 'none'; there are lecture, batch"):
        load_case("none")
