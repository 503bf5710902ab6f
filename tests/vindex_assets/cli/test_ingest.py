from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.library.home import Home
from vindex_assets.cli.ingest import FileCopy, copy_uploads, plan_copies


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.mp4", "a.en.vtt", "deep/b.MKV", "notes.txt", ".hidden/c.mp4", ".d.mp4"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    return tmp_path / "in"


def test_a_folder_keeps_its_structure_without_hidden_and_other_files(folder: Path) -> None:
    keys = {file.key for file in plan_copies([folder], workspace="team")}
    assert keys == {"team/a.mp4", "team/a.en.vtt", "team/deep/b.MKV"}


def test_a_named_file_is_copied_whatever_its_suffix(folder: Path) -> None:
    assert list(plan_copies([folder / "notes.txt"], workspace="team")) == [
        FileCopy(folder / "notes.txt", "team/notes.txt")
    ]


@pytest.mark.parametrize(("path", "workspace", "says"), [("gone", "team", "'.*gone'"), (".", "Team!", "'Team!'")])
def test_a_missing_path_or_malformed_workspace_is_named(folder: Path, path: str, workspace: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        list(plan_copies([folder / path], workspace=workspace))


def test_nothing_is_copied_to_an_invalid_workspace(home: Home, folder: Path) -> None:
    with pytest.raises(ValueError, match="workspace 'a--b' is not valid"):
        copy_uploads(home.library, plan_copies([folder], workspace="a--b"))
    assert list(home.uploads.rglob("*")) == []


def test_uploaded_files_are_copied_again_only_when_they_changed(home: Home, folder: Path) -> None:
    def copied() -> int:
        return copy_uploads(home.library, plan_copies([folder], workspace="team"))

    assert copied() == 3
    assert copied() == 0
    os.utime(folder / "a.mp4", (1, 1))
    assert copied() == 1
    before = home.library.bucket.stat("team/a.mp4")
    assert copied() == 0
    assert home.library.bucket.stat("team/a.mp4") == before
