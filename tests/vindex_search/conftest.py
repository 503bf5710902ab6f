"""A store in both places that it may lie in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.s3 import S3
from vindex_search.store import Store


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store: in a folder, and behind an S3 API over HTTP."""
    if request.param == "folder":
        return Store(tmp_path / "store", "vindex-test")
    s3: S3 = request.getfixturevalue("s3")
    return Store(f"s3://{s3.bucket}/store", "vindex-test")
