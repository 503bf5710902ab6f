"""A folder in memory for the shards of a test, or for a whole library."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def shard_folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder in memory, where there is such: a new shard syncs a hundred files to the disk."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="vindex-shards-", dir=MEMORY))
    yield folder
    shutil.rmtree(folder)
