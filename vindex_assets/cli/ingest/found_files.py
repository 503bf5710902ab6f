"""What lies at the paths that somebody named: every file, and what cannot be looked into, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from vindex_assets.uploads.upload import DOWNLOAD_FOLDER_SUFFIX, printable
from vindex_search.contract.object_keys import HIDDEN_PREFIXES
from vindex_search.storage.bucket.beneath import LISTED_FOLDER, open_file, opened_folder, split_key

HIDDEN: Final = "hidden: what begins with . or ~ is never indexed"
UNFINISHED_FOLDER: Final = "an unfinished download"
LINK: Final = "a link, which is not followed: name what it leads to"
NO_FILES: Final = "no file is in it"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that somebody named, or that lies in a folder they named.

    Attributes:
        path: Where it is.
        name: Its name in the workspace, with the folders below the one that was named.
        root: The folder that was named, which may be a link, unlike all below it; None: the file itself was named.
    """

    path: Path
    name: str
    root: Path | None = None

    @property
    def is_named(self) -> bool:
        """Whether somebody named this very path, and not a folder above it."""
        return self.root is None

    def open(self) -> BinaryIO:
        """The file, opened for reading; a link is followed only where it was named.

        Raises:
            FileNotFoundError: it does not exist, or is a FIFO, a device or a socket, which is not opened.
            OSError: it cannot be read.
        """
        if self.root is None:
            where, name = os.path.split(os.path.realpath(self.path))
            return _open_below(Path(where), name)
        return _open_below(self.root, self.name)


def _open_below(root: Path, relative: str) -> BinaryIO:
    folder, name = split_key(relative)
    with opened_folder(root, folder) as opened:
        return open_file(name, folder=opened)


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file or folder that is left alone, and why.

    Attributes:
        path: Where it is.
        reason: Why, without a final stop.
        details: What is added to the reason where the file is listed by itself.
        is_named: Whether somebody named this very path, and not a folder above it.
    """

    path: Path
    reason: str
    details: str = ""
    is_named: bool = False

    def __str__(self) -> str:
        """The line as it is printed."""
        return printable(f"{self.path}: {self.reason}{self.details}")


def find_files(paths: Iterable[Path]) -> Iterator[FoundFile | LeftFile]:
    """The files at some paths, those of a folder in the order of their names.

    Raises:
        ValueError: a path does not exist.
    """
    for path in paths:
        if path.is_dir():
            found = list(_in_folder(path, ""))
            yield from found or [LeftFile(path, NO_FILES, is_named=True)]
        elif path.exists() or path.is_symlink():
            is_hidden = path.name.startswith(HIDDEN_PREFIXES)
            yield LeftFile(path, HIDDEN, is_named=True) if is_hidden else FoundFile(path, path.name)
        else:
            raise ValueError(f"there is no file or folder {str(path)!r}")


def _in_folder(root: Path, folder: str) -> Iterator[FoundFile | LeftFile]:
    """What lies in a folder below `root`, and in those below it."""
    try:
        with opened_folder(root, folder, LISTED_FOLDER) as opened, os.scandir(opened) as scanned:
            entries = sorted((entry.name, entry.is_symlink(), entry.is_dir(follow_symlinks=False)) for entry in scanned)
    except OSError as problem:
        yield LeftFile(root / folder, f"the folder cannot be read: {problem.strerror}")
        return
    for name, is_link, is_folder in entries:
        below = f"{folder}/{name}" if folder else name
        reason = _reason_left(name, is_link=is_link, is_folder=is_folder)
        if reason:
            yield LeftFile(root / below, reason)
        elif is_folder:
            yield from _in_folder(root, below)
        else:
            yield FoundFile(root / below, below, root)


def _reason_left(name: str, *, is_link: bool, is_folder: bool) -> str | None:
    """Why something in a folder is left alone, as far as its name and kind say; None where it is looked at."""
    if name.startswith(HIDDEN_PREFIXES):
        return HIDDEN
    if is_link:
        return LINK
    return UNFINISHED_FOLDER if is_folder and name.endswith(DOWNLOAD_FOLDER_SUFFIX) else None
