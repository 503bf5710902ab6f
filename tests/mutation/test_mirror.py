"""mirror: every file of the packages has tests that can notice a fault in it."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.mirror import mirrored_tests
from tests.support.session.checkout import CHECKOUT

FILES = [
    file.relative_to(CHECKOUT)
    for package in ("vindex_search", "vindex_assets")
    for file in sorted((CHECKOUT / package).rglob("*.py"))
    if file.name != "__init__.py"
]


def test_the_mirror_comes_first() -> None:
    assert mirrored_tests(Path("vindex_search/auth/key_store.py"), CHECKOUT)[0] == Path(
        "tests/vindex_search/auth/test_key_store.py"
    )


def test_a_folder_of_tests_mirrors_a_file() -> None:
    found = mirrored_tests(Path("vindex_assets/uploads/reconcile.py"), CHECKOUT)
    assert Path("tests/vindex_assets/uploads/reconcile/test_reconcile_machine.py") in found


def test_each_file_has_tests() -> None:
    assert [file for file in FILES if not mirrored_tests(file, CHECKOUT)] == []
