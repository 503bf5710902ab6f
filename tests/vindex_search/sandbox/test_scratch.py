"""scratch: what a child has left is measured, and read only where it is what it seems."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vindex_assets.failures import DecoderDied
from vindex_search.sandbox import scratch
from vindex_search.sandbox.scratch import refuse_traps, takes_more


def test_files_are_counted_together_and_in_folders(tmp_path: Path) -> None:
    (tmp_path / "frames").mkdir()
    (tmp_path / "audio.flac").write_bytes(b"x" * 600_000)
    assert not takes_more(tmp_path, 1 << 20)
    (tmp_path / "frames" / "0.parquet").write_bytes(b"x" * 600_000)
    assert takes_more(tmp_path, 1 << 20)


def test_a_hole_takes_no_disk(tmp_path: Path) -> None:
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(1 << 30)
    assert not takes_more(tmp_path, 1 << 20)


def test_too_many_files_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "MAX_FILES", 3)
    for name in "abc":
        (tmp_path / name).touch()
    assert not takes_more(tmp_path, 1 << 20)
    refuse_traps(tmp_path)
    (tmp_path / "d").mkdir()
    assert takes_more(tmp_path, 1 << 20)
    with pytest.raises(DecoderDied):
        refuse_traps(tmp_path)


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert not takes_more(tmp_path / "gone", 0)
    refuse_traps(tmp_path / "gone")


@pytest.mark.parametrize(
    "trap",
    [
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.symlink_to("/etc"),
        lambda path: path.symlink_to("gone"),
        lambda path: path.hardlink_to(path.parent.parent / "other"),
        os.mkfifo,
        lambda path: os.mknod(path, 0o140600),
    ],
)
def test_a_link_and_what_else_is_no_file_is_refused(trap: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"film")
    folder = tmp_path / "scratch" / "storyboard"
    folder.mkdir(parents=True)
    (folder / "000.jpg").write_bytes(b"picture")
    refuse_traps(tmp_path / "scratch")
    trap(tmp_path / "scratch" / "001.jpg")
    with pytest.raises(DecoderDied, match="it left something other than files"):
        refuse_traps(tmp_path / "scratch")
