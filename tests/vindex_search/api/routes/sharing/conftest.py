"""The service over a library of its own, which is changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.service import served, video_id
from vindex_search.settings import Settings


@pytest.fixture
def client(made_library: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of the service."""
    with served(Settings(home=Path(shutil.copytree(made_library, tmp_path / "library"))), load=False) as client:
        yield client


@pytest.fixture
def film(client: httpx.Client) -> str:
    """The id of a video."""
    return video_id(client, "tides")
