"""folder_listing: the order of S3, only the folders that matter, and disks that go away."""

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


def path_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def list_keys(root: Path, prefix: str = "", after: str = "") -> list[str]:
    return [key for key, _ in list_files(root, prefix=prefix, after=after)]


@given(st.sets(NAMES, max_size=12), st.just("") | NAMES, st.just("") | NAMES)
def test_keys_are_ordered_by_code_points_for_any_prefix_and_start(keys: set[str], prefix: str, after: str) -> None:
    with TemporaryDirectory() as folder:
        made = make(Path(folder), keys)
        assert list_keys(Path(folder), prefix, after) == sorted(
            key for key in made if key.startswith(prefix) and key > after
        )


@given(st.sets(NAMES, max_size=12))
def test_that_is_also_the_order_of_the_encoded_bytes(keys: set[str]) -> None:
    with TemporaryDirectory() as folder:
        make(Path(folder), keys)
        assert all(one.encode() < other.encode() for one, other in pairwise(list_keys(Path(folder))))


def test_folders_that_cannot_match_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"a/1", "b/1", "b/c/1", "b/d/1", "c/1"})
    scanned: list[str] = []
    scan = os.scandir

    def watched(folder: int) -> object:
        scanned.append(path_of(folder).relative_to(tmp_path).as_posix())
        return scan(folder)

    monkeypatch.setattr("os.scandir", watched)
    assert list_keys(tmp_path, prefix="b/d/") == ["b/d/1"]
    assert scanned == [".", "b", "b/d"]
    scanned.clear()
    assert list_keys(tmp_path, after="b/c/1") == ["b/d/1", "c/1"]
    assert scanned == [".", "b", "b/c", "b/d", "c"]
    scanned.clear()
    next(list_files(tmp_path, prefix="", after=""))
    assert scanned == [".", "a"]


def test_links_are_not_followed_and_told_of(tmp_path: Path) -> None:
    make(tmp_path, {"t/x"})
    (tmp_path / "t" / "link").symlink_to(tmp_path / "t" / "x")
    (tmp_path / "t" / "nowhere").symlink_to(tmp_path / "nowhere")
    (tmp_path / "t" / "self").symlink_to(tmp_path / "t" / "self")
    (tmp_path / "u").symlink_to(tmp_path / "t")
    os.mkfifo(tmp_path / "t" / "pipe")
    links: list[str] = []
    assert [key for key, _ in list_files(tmp_path, prefix="", after="", on_link=links.append)] == ["t/x"]
    assert links == ["t/link", "t/nowhere", "t/self", "u"]


def test_a_file_that_vanishes_during_the_listing_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, {"t/1", "t/2", "u/3", "v/4"})
    files = list_files(tmp_path, prefix="", after="")
    next(files)
    (tmp_path / "t" / "2").unlink()
    shutil.rmtree(tmp_path / "u")
    assert [key for key, _ in files] == ["v/4"]


def test_a_disk_that_is_unmounted_during_the_listing_is_an_error(tmp_path: Path) -> None:
    root = tmp_path / "uploads"
    make(root, {"t/1", "t/2"})
    files = list_files(root, prefix="", after="")
    next(files)
    root.rename(tmp_path / "disk")
    root.mkdir()  # the empty folder that it was mounted on
    with pytest.raises(FileNotFoundError, match="went away"):
        list(files)


def test_a_file_is_no_folder_of_uploads(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileNotFoundError, match="does not exist"):
        list_keys(tmp_path / "file")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of folders that cannot be read; file modes would not do, as tests may run as root."""
    names: set[str] = set()
    scan = os.scandir

    def refusing(folder: int) -> object:
        path = path_of(folder)
        if path.name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(folder)

    monkeypatch.setattr("os.scandir", refusing)
    return names


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, closed: set[str]) -> None:
    make(tmp_path, {"team/a/1", "team/b/1"})
    closed.add("b")
    with pytest.raises(PermissionError, match="team/b"):
        list_keys(tmp_path)


def test_an_unreadable_folder_that_holds_no_uploads_is_skipped(tmp_path: Path, closed: set[str]) -> None:
    make(tmp_path, {"a--b/1", "lost+found/1", "team/.trash/1", "team/x"})
    closed.update({"a--b", "lost+found", ".trash"})
    assert list_keys(tmp_path) == ["team/x"]
