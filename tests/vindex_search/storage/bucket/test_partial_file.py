"""partial_file: a file written in pieces is there complete, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vindex_search.storage.bucket.partial_file import PartialFile


def test_nothing_is_visible_before_the_commit(tmp_path: Path) -> None:
    target = tmp_path / "team" / "deep" / "x.mp4"
    with PartialFile(tmp_path, "team/deep/x.mp4") as partial:
        partial.write(b"0123")
        partial.write(b"45")
        assert not target.exists()
        assert [path.name[0] for path in target.parent.iterdir()] == ["."]
        partial.commit(replace=False)
    assert target.read_bytes() == b"012345"
    assert list(target.parent.iterdir()) == [target]


def test_an_uncommitted_file_is_removed(tmp_path: Path) -> None:
    def give_up() -> None:
        with PartialFile(tmp_path, "x.mp4") as partial:
            partial.write(b"0123")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("replace", [False, True])
def test_an_existing_file_is_replaced_only_on_request(tmp_path: Path, replace: bool) -> None:
    target = tmp_path / "x.mp4"
    target.write_bytes(b"old")
    with PartialFile(tmp_path, "x.mp4") as partial:
        partial.write(b"new")
        if replace:
            partial.commit(replace=True)
        else:
            with pytest.raises(FileExistsError):
                partial.commit(replace=False)
    assert target.read_bytes() == (b"new" if replace else b"old")
    assert list(tmp_path.iterdir()) == [target]


def test_two_partial_files_of_one_target_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "x.mp4"
    with PartialFile(tmp_path, "x.mp4") as one, PartialFile(tmp_path, "x.mp4") as other:
        for partial, data in ((one, b"aa"), (other, b"bb"), (one, b"aa"), (other, b"bb")):
            partial.write(data)
        other.commit(replace=False)
        with pytest.raises(FileExistsError):
            one.commit(replace=False)
    assert target.read_bytes() == b"bbbb"
    assert list(tmp_path.iterdir()) == [target]


def test_the_target_may_have_the_longest_possible_name(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 251 + ".mp4")
    with PartialFile(tmp_path, target.name) as partial:
        partial.commit(replace=False)
    assert target.exists()


@pytest.mark.parametrize("target", ["file/x.mp4", "file/deep/x.mp4"])
def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("here first")
    with pytest.raises(NotADirectoryError), PartialFile(tmp_path, target):
        pass


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").mkdir()
    with pytest.raises(IsADirectoryError), PartialFile(tmp_path, "x.mp4") as partial:
        partial.commit(replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp4"]


def test_without_hard_links_an_existing_file_is_still_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_links(source: str, target: str, **_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", without_links)
    for wanted in ("first", "second"):
        with PartialFile(tmp_path, "x.mp4") as partial:
            partial.write(wanted.encode())
            if wanted == "first":
                partial.commit(replace=False)
            else:
                with pytest.raises(FileExistsError):
                    partial.commit(replace=False)
    assert (tmp_path / "x.mp4").read_bytes() == b"first"
