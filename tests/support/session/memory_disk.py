"""The temporary files of a session in memory: tests flush thousands of small files, which costs a disk minutes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import pytest

MEMORY: Final = Path("/dev/shm")
MIN_FREE_BYTES: Final = 8 << 30  # a session needs some 3 GB; what it does not use is not taken


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before pytest's own folder is made; the workers of xdist inherit both, and `--basetemp` has its way."""
    if hasattr(config, "workerinput") or config.option.basetemp or not _has_room():
        return
    folder = Path(tempfile.mkdtemp(prefix="vindex-tests-", dir=MEMORY))
    config.option.basetemp = str(folder / "pytest")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    temporary = folder / "tmp"
    temporary.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)


def _has_room() -> bool:
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MIN_FREE_BYTES
