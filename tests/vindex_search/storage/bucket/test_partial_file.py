"""What is written into a folder piece by piece is there whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.storage.bucket.partial_file import PartialFile


def test_nothing_is_seen_before_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "team" / "deep" / "x.mp4"
    with PartialFile(target) as draft:
        draft.write(b"0123")
        draft.write(b"45")
        assert not target.exists()
        assert [path.name[0] for path in target.parent.iterdir()] == ["."]
        draft.commit(replace=False)
    assert target.read_bytes() == b"012345"
    assert list(target.parent.iterdir()) == [target]


def test_what_is_not_placed_is_gone(tmp_path: Path) -> None:
    def given_up() -> None:
        with PartialFile(tmp_path / "x.mp4") as draft:
            draft.write(b"0123")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        given_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_is_there_is_replaced_only_where_that_is_asked(tmp_path: Path, replace: bool) -> None:
    target = tmp_path / "x.mp4"
    target.write_bytes(b"old")
    with PartialFile(target) as draft:
        draft.write(b"new")
        if replace:
            draft.commit(replace=True)
        else:
            with pytest.raises(FileExistsError):
                draft.commit(replace=False)
    assert target.read_bytes() == (b"new" if replace else b"old")
    assert list(tmp_path.iterdir()) == [target]


def test_two_drafts_of_one_file_never_mix(tmp_path: Path) -> None:
    target = tmp_path / "x.mp4"
    with PartialFile(target) as one, PartialFile(target) as other:
        for draft, data in ((one, b"aa"), (other, b"bb"), (one, b"aa"), (other, b"bb")):
            draft.write(data)
        other.commit(replace=False)
        with pytest.raises(FileExistsError):
            one.commit(replace=False)
    assert target.read_bytes() == b"bbbb"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_as_long_as_a_folder_takes_is_no_trouble(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 251 + ".mp4")
    with PartialFile(target) as draft:
        draft.commit(replace=False)
    assert target.exists()


@pytest.mark.parametrize("target", ["file/x.mp4", "file/deep/x.mp4"])
def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("here first")
    with pytest.raises(NotADirectoryError), PartialFile(tmp_path / target):
        pass


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").mkdir()
    with pytest.raises(IsADirectoryError), PartialFile(tmp_path / "x.mp4") as draft:
        draft.commit(replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp4"]


def test_where_a_disk_has_no_links_a_file_is_still_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_links(self: Path, target: Path) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", without_links)
    for wanted in ("first", "second"):
        with PartialFile(tmp_path / "x.mp4") as draft:
            draft.write(wanted.encode())
            if wanted == "first":
                draft.commit(replace=False)
            else:
                with pytest.raises(FileExistsError):
                    draft.commit(replace=False)
    assert (tmp_path / "x.mp4").read_bytes() == b"first"
