"""files.read_time: a time with its zone, and nothing for whatever else a file holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from upath import UPath

from vindex_search.storage import files


def test_a_time_comes_back(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    (tmp_path / "time").write_text(now.isoformat())
    assert files.read_time(UPath(tmp_path / "time")) == now
    assert files.read_time(UPath(tmp_path / "absent")) is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"\x1b[31m", b"2026-03-01", b"2026-03-01T00:00:00"])
def test_anything_else_is_no_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "time").write_bytes(content)
    assert files.read_time(UPath(tmp_path / "time")) is None


def test_what_a_store_raises_is_an_error_of_the_system_or_of_s3(s3: object) -> None:
    from botocore.exceptions import ClientError, EndpointConnectionError

    assert issubclass(EndpointConnectionError, files.store_errors())
    assert issubclass(ClientError, files.store_errors())
    assert issubclass(FileNotFoundError, files.store_errors())
