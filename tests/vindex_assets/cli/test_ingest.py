from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.library.home import Home
from vindex_assets.cli.ingest import FileCopy, plan_copies, copy_uploads


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.mp4", "a.en.vtt", "deep/b.MKV", "notes.txt", ".hidden/c.mp4", ".d.mp4"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    return tmp_path / "in"


def test_a_folder_keeps_its_structure_and_leaves_out_what_is_no_media(folder: Path) -> None:
    keys = {one.key for one in plan_copies([folder], workspace="team")}
    assert keys == {"team/a.mp4", "team/a.en.vtt", "team/deep/b.MKV"}


def test_a_file_is_taken_whatever_it_is_called(folder: Path) -> None:
    assert list(plan_copies([folder / "notes.txt"], workspace="team")) == [
        FileCopy(folder / "notes.txt", "team/notes.txt")
    ]


@pytest.mark.parametrize(("path", "workspace", "says"), [("gone", "team", "'.*gone'"), (".", "Team!", "'Team!'")])
def test_what_cannot_be_taken_is_named(folder: Path, path: str, workspace: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        list(plan_copies([folder / path], workspace=workspace))


def test_nothing_is_copied_to_a_workspace_that_is_never_indexed(home: Home, folder: Path) -> None:
    with pytest.raises(ValueError, match="workspace 'a--b' is not valid"):
        copy_uploads(home.library, plan_copies([folder], workspace="a--b"))
    assert list(home.uploads.rglob("*")) == []


def test_what_is_there_already_is_not_copied_again_and_what_changed_is(home: Home, folder: Path) -> None:
    def taken() -> int:
        return copy_uploads(home.library, plan_copies([folder], workspace="team"))

    assert taken() == 3
    assert taken() == 0
    os.utime(folder / "a.mp4", (1, 1))
    assert taken() == 1
    before = home.library.bucket.stat("team/a.mp4")
    assert taken() == 0
    assert home.library.bucket.stat("team/a.mp4") == before
