"""The disk is full while a video is indexed: nothing is torn, and once there is room the video is indexed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crash.cases import assert_recovered
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import retry_failed, settle, settle_on_small_disk

ROOM = "64m"


@pytest.fixture
def small_store(new: CrashingLibrary) -> Iterator[Path]:
    """The library's store on a disk of its own, which holds no more than a page at first."""
    store = new.home / "store"
    store.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "none", store], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here, which root may: {mounted.stderr.strip()}")
    yield store
    subprocess.run(["umount", "--lazy", store], check=True)


def resize(store: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", store], check=True)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("pages", [1, 3, 6, 10, 14])
def test_a_store_without_room(new: CrashingLibrary, small_store: Path, pages: int) -> None:
    resize(small_store, f"{4 * pages}k")
    new.run(settle)
    assert not list(small_store.glob("published/*/*")), "the disk was full before the video was done"
    resize(small_store, ROOM)
    assert shutil.disk_usage(small_store).free > 1 << 20
    release_failures(new)
    assert_recovered(new)


@pytest.mark.parametrize(
    "largest", [200, *(pytest.param(size, marks=pytest.mark.slow) for size in (1_000, 3_000, 6_000, 20_000))]
)
def test_files_that_cannot_grow(new: CrashingLibrary, largest: int) -> None:
    """Dagster's databases are such files too: whatever the process makes of it, the next one goes on."""
    new.run(settle_on_small_disk, largest)
    release_failures(new)
    assert_recovered(new)


def release_failures(library: CrashingLibrary) -> None:
    """What an operator does once there is room: a video that failed three times is tried again."""
    library.finish(settle)
    library.finish(retry_failed)
    library.finish(settle)
