"""A door before an application that records what reaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.dagster.door import DoorBefore, Inner


@pytest.fixture
def inner() -> Inner:
    """The application behind the door."""
    return Inner()


@pytest.fixture
def door(tmp_path: Path, inner: Inner) -> DoorBefore:
    """A door of a library without keys."""
    return DoorBefore(tmp_path, inner)
