"""partial_file: a file written in pieces is there complete, or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from vindex_search.storage.bucket import FolderBucket
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


def left_draft(folder: Path, *, hours: float) -> Path:
    """What a killed process has left of an upload."""
    draft = folder / f".{'0123456789abcdef' * 2}.part"
    draft.write_bytes(b"half")
    written = time.time() - hours * 3600
    os.utime(draft, (written, written))
    return draft


@pytest.mark.parametrize(("hours", "is_swept"), [(0, False), (23, False), (25, True)])
def test_what_a_crash_has_left_is_swept_after_a_day(tmp_path: Path, hours: float, is_swept: bool) -> None:
    (tmp_path / "team").mkdir()
    draft = left_draft(tmp_path / "team", hours=hours)
    assert FolderBucket(tmp_path).sweep(f"team/{draft.name}") is is_swept
    assert draft.exists() is not is_swept


def test_a_draft_that_is_still_written_is_not_swept(tmp_path: Path) -> None:
    with PartialFile(tmp_path, "x.mp4") as partial:
        (draft,) = tmp_path.iterdir()
        os.utime(draft, (0, 0))
        assert not FolderBucket(tmp_path).sweep(draft.name)
        partial.commit(replace=False)
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp4"]


@pytest.mark.parametrize("name", [".talk.mp4.part", "talk.mp4.part", ".0123.part", "x.mp4", f".{'0' * 32}.part.mp4"])
def test_what_others_write_is_not_swept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    os.utime(tmp_path / name, (0, 0))
    assert not FolderBucket(tmp_path).sweep(name)
    assert (tmp_path / name).exists()


def test_a_link_that_is_named_like_a_draft_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "film").touch()
    os.utime(tmp_path / "film", (0, 0))
    (tmp_path / f".{'0' * 32}.part").symlink_to("film")
    assert not FolderBucket(tmp_path).sweep(f".{'0' * 32}.part")
    assert (tmp_path / "film").exists()
