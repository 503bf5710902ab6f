from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.storage.bucket.folder_listing import list_files

NAMES = st.text("a.0-/\U00010000\uffff", min_size=1, max_size=4).filter(
    lambda name: not set(name.split("/")) & {"", ".", ".."}
)


def make(root: Path, keys: set[str]) -> set[str]:
    """The files that can be together: no name is both a file and a folder."""
    made = {key for key in keys if not any(other.startswith(f"{key}/") for other in keys)}
    for key in made:
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        (root / key).touch()
    return made


def walked(root: Path, prefix: str = "", after: str = "") -> list[str]:
    return [key for key, _ in list_files(root, prefix=prefix, after=after)]


@given(st.sets(NAMES, max_size=12), st.just("") | NAMES, st.just("") | NAMES)
def test_the_order_is_that_of_code_points_from_anywhere(keys: set[str], prefix: str, after: str) -> None:
    with TemporaryDirectory() as folder:
        made = make(Path(folder), keys)
        assert walked(Path(folder), prefix, after) == sorted(
            key for key in made if key.startswith(prefix) and key > after
        )


@given(st.sets(NAMES, max_size=12))
def test_that_is_the_order_of_the_bytes_too(keys: set[str]) -> None:
    with TemporaryDirectory() as folder:
        make(Path(folder), keys)
        assert all(one.encode() < other.encode() for one, other in pairwise(walked(Path(folder))))


def test_folders_without_what_is_asked_for_are_not_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"a/1", "b/1", "b/c/1", "b/d/1", "c/1"})
    looked: list[str] = []
    scan = os.scandir

    def watched(path: Path) -> object:
        looked.append(path.relative_to(tmp_path).as_posix())
        return scan(path)

    monkeypatch.setattr("os.scandir", watched)
    assert walked(tmp_path, prefix="b/d/") == ["b/d/1"]
    assert looked == [".", "b", "b/d"]
    looked.clear()
    assert walked(tmp_path, after="b/c/1") == ["b/d/1", "c/1"]
    assert looked == [".", "b", "b/c", "b/d", "c"]
    looked.clear()
    next(list_files(tmp_path, prefix="", after=""))
    assert looked == [".", "a"]


def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    make(tmp_path, {"t/x"})
    (tmp_path / "t" / "link").symlink_to(tmp_path / "t" / "x")
    (tmp_path / "t" / "nowhere").symlink_to(tmp_path / "nowhere")
    (tmp_path / "t" / "self").symlink_to(tmp_path / "t" / "self")
    (tmp_path / "u").symlink_to(tmp_path / "t")
    os.mkfifo(tmp_path / "t" / "pipe")
    assert walked(tmp_path) == ["t/link", "t/x"]


def test_a_file_that_goes_while_it_is_listed_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, {"t/1", "t/2", "u/3", "v/4"})
    files = list_files(tmp_path, prefix="", after="")
    next(files)
    (tmp_path / "t" / "2").unlink()
    shutil.rmtree(tmp_path / "u")
    assert [key for key, _ in files] == ["v/4"]


def test_a_disk_that_goes_while_it_is_listed_does_not_read_as_emptied(tmp_path: Path) -> None:
    root = tmp_path / "uploads"
    make(root, {"t/1", "t/2"})
    files = list_files(root, prefix="", after="")
    next(files)
    root.rename(tmp_path / "disk")
    root.mkdir()  # the empty folder that it was mounted on
    with pytest.raises(FileNotFoundError, match="went away"):
        next(files)


def test_a_file_is_no_folder_of_uploads(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileNotFoundError, match="not there"):
        walked(tmp_path / "file")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of folders that nobody may read; the tests may run as root, whom no mode keeps out."""
    names: set[str] = set()
    scan = os.scandir

    def refusing(path: Path) -> object:
        if path.name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refusing)
    return names


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, closed: set[str]) -> None:
    make(tmp_path, {"team/a/1", "team/b/1"})
    closed.add("b")
    with pytest.raises(PermissionError, match="team/b"):
        walked(tmp_path)


def test_but_not_one_that_holds_no_uploads(tmp_path: Path, closed: set[str]) -> None:
    make(tmp_path, {"a--b/1", "lost+found/1", "team/.trash/1", "team/x"})
    closed.update({"a--b", "lost+found", ".trash"})
    assert walked(tmp_path) == ["team/x"]
