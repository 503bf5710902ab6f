"""The places that a store may lie in."""

from __future__ import annotations

from typing import Final

import pytest

PLACES: Final = ("folder", "s3")


def in_both_places(metafunc: pytest.Metafunc) -> None:
    """As a module's `pytest_generate_tests`: each of its tests that takes the fixture `store` is run in both."""
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", PLACES, indirect=True)
