"""A library whose uploads and store are on S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library.home import Home, open_home
from tests.support.storage.s3 import S3


@pytest.fixture
def remote(tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A library whose uploads and store are on S3."""
    with open_home(tmp_path / "home") as home:
        from vindex_assets.pipeline.resources import LibraryResource
        from vindex_search.settings import settings

        monkeypatch.setenv("VINDEX_UPLOADS", f"s3://{s3.bucket}/uploads")
        monkeypatch.setenv("VINDEX_STORE", f"s3://{s3.bucket}/store")
        monkeypatch.setenv("VINDEX_S3_ENDPOINT", s3.endpoint)
        settings.cache_clear()
        yield Home(home.path, LibraryResource(), home.instance)
