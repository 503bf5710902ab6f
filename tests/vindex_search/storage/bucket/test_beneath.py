"""beneath: both ways of opening a folder refuse the same paths, and races between two calls are refused too."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vindex_search.storage.bucket import beneath
from vindex_search.storage.bucket.openat2 import has_openat2, openat2

WAYS = {"openat2": openat2, "part by part": beneath.open_by_parts}


@pytest.fixture
def top(tmp_path: Path) -> Iterator[int]:
    """The descriptor of a folder with folders, a file and links in it."""
    (tmp_path / "top" / "a" / "b").mkdir(parents=True)
    (tmp_path / "outside" / "b").mkdir(parents=True)
    (tmp_path / "top" / "file").touch()
    (tmp_path / "top" / "out").symlink_to(tmp_path / "outside")
    (tmp_path / "top" / "in").symlink_to("a")
    (tmp_path / "top" / "loop").symlink_to("loop")
    opened = os.open(tmp_path / "top", os.O_PATH)
    yield opened
    os.close(opened)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("a/b", set()),
        ("out", {errno.ELOOP, errno.ENOTDIR}),
        ("out/b", {errno.ELOOP, errno.ENOTDIR}),
        ("in/b", {errno.ELOOP, errno.ENOTDIR}),
        ("loop", {errno.ELOOP, errno.ENOTDIR}),
        ("a/../../outside", {errno.EXDEV}),
        ("..", {errno.EXDEV}),
        ("/", {errno.EXDEV}),
        ("file", {errno.ENOTDIR}),
        ("none", {errno.ENOENT}),
        ("none/b", {errno.ENOENT}),
        ("x" * 300, {errno.ENAMETOOLONG}),
    ],
)
def test_a_folder_is_opened_or_refused(top: int, tmp_path: Path, way: str, path: str, codes: set[int]) -> None:
    if not codes:
        opened = WAYS[way](path, beneath.FOLDER, dir_fd=top)
        assert os.fstat(opened).st_ino == (tmp_path / "top" / path).stat().st_ino
        assert not os.get_inheritable(opened)
        os.close(opened)
        return
    with pytest.raises(OSError, match=r"\[Errno") as refused:
        WAYS[way](path, beneath.FOLDER, dir_fd=top)
    assert refused.value.errno in codes


@pytest.mark.parametrize("way", WAYS)
def test_a_nul_is_no_path(top: int, way: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)nul"):
        WAYS[way]("a\0/b", beneath.FOLDER, dir_fd=top)


def test_this_kernel_has_the_call() -> None:
    assert has_openat2()


def test_no_descriptor_stays_open_where_a_folder_is_refused(tmp_path: Path, top: int) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for path in ("out/b", "a/none", "file", "a/../.."):
        for way in WAYS.values():
            with pytest.raises(OSError, match=r"\[Errno"):
                way(path, beneath.FOLDER, dir_fd=top)
        with pytest.raises(OSError, match=r"\[Errno"), beneath.opened_folder(tmp_path / "top", path):
            pass
    for path in ("out/b", "file/b"):
        with pytest.raises(NotADirectoryError):
            beneath.make_opened_folder(tmp_path / "top", path)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_file_that_becomes_a_pipe_between_two_looks_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").touch()
    looked_at = beneath.stat_file

    def swapped(name: str, *, folder: int) -> os.stat_result | None:
        facts = looked_at(name, folder=folder)
        (tmp_path / "x").unlink()
        os.mkfifo(tmp_path / "x")
        return facts

    monkeypatch.setattr(beneath, "stat_file", swapped)
    with beneath.opened_folder(tmp_path, "") as folder, pytest.raises(FileNotFoundError, match="no file any more"):
        beneath.open_file("x", folder=folder)
