"""Which tests are to notice a fault in a file: those that mirror it, and those of the packages that import it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

FROZEN_VALUES: Final = "tests/lint/test_frozen_values.py"  # of all dataclasses, wherever they are


def mirrored_tests(file: Path, checkout: Path) -> list[Path]:
    """The test files for a file of the code, relative to the checkout, those that mirror it first.

    Mirrors are `test_<name>.py`, `test_<name>_*.py` and the folder `<name>/` in the folder of the same name below
    `tests/`. A file with neither mirror nor importer has all tests of its folder.
    """
    folder = checkout / "tests" / file.parent
    mirrors = [*folder.glob(f"test_{file.stem}.py"), *folder.glob(f"test_{file.stem}_*.py")]
    mirrors += (folder / file.stem).glob("test_*.py") if file.stem != "__init__" else folder.glob("test_*.py")
    importers = [test for test in _tests_of_packages(checkout) if _imports(test, file)]
    found = [*sorted(mirrors), *sorted(set(importers) - set(mirrors))] or sorted(folder.rglob("test_*.py"))
    if "@dataclass" in (checkout / file).read_text(encoding="utf-8"):
        found.append(checkout / FROZEN_VALUES)
    return [test.relative_to(checkout) for test in found]


def _tests_of_packages(checkout: Path) -> list[Path]:
    """Tests of single files; those of whole libraries, pages and kills take too long to ask for every fault."""
    return [
        test
        for package in ("vindex_search", "vindex_assets")
        for test in (checkout / "tests" / package).rglob("test_*.py")
    ]


def _imports(test: Path, file: Path) -> bool:
    module = ".".join(file.with_suffix("").parts)
    parent, _, name = module.rpartition(".")
    text = _source(test)
    return parent in text and bool(
        re.search(rf"^from {re.escape(module)} import |^from {re.escape(parent)} import [^\n]*\b{name}\b", text, re.M)
    )


@lru_cache(maxsize=4096)  # all tests, each of which is asked for each file
def _source(test: Path) -> str:
    return test.read_text(encoding="utf-8")
