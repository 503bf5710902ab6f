"""watchdog: what a child writes is measured from outside."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from vindex_assets.failures import Permanent
from vindex_assets.media.sandbox import watchdog
from vindex_assets.media.sandbox.watchdog import ChildLimits, Watchdog

LIMITS = ChildLimits(deadline_s=60, stall_s=60, memory_limit=1 << 40, written_limit=1 << 20)


def checked(folder: Path, limits: ChildLimits = LIMITS) -> None:
    Watchdog(os.getpid(), limits, folder).check()


def test_files_are_counted_together_and_in_folders(tmp_path: Path) -> None:
    (tmp_path / "frames").mkdir()
    for path in (tmp_path / "audio.flac", tmp_path / "frames" / "0.parquet"):
        path.write_bytes(b"x" * 600_000)
        if path.name == "audio.flac":
            checked(tmp_path)
    with pytest.raises(Permanent, match="decoding wrote more than its limit of 1 MiB"):
        checked(tmp_path)


def test_a_hole_takes_no_disk(tmp_path: Path) -> None:
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(1 << 30)
    checked(tmp_path)


def test_too_many_files_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "MAX_FILES", 3)
    for name in "abc":
        (tmp_path / name).touch()
    checked(tmp_path)
    (tmp_path / "d").mkdir()
    with pytest.raises(Permanent, match="decoding wrote more"):
        checked(tmp_path)


def test_the_folder_is_looked_at_now_and_then(tmp_path: Path) -> None:
    dog = Watchdog(os.getpid(), replace(LIMITS, written_limit=0), tmp_path)
    dog.check()
    (tmp_path / "large").write_bytes(b"x" * 5000)
    dog.check()
    dog.folder_due = 0
    with pytest.raises(Permanent):
        dog.check()


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    checked(tmp_path / "gone")
