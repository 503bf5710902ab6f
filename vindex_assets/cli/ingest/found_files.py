"""What lies at the paths that somebody named: every file, and what cannot be looked into, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from vindex_assets.uploads.upload import DOWNLOAD_FOLDER_SUFFIX, printable
from vindex_search.contract.object_keys import HIDDEN_PREFIXES

HIDDEN: Final = "hidden: what begins with . or ~ is never indexed"
UNFINISHED_FOLDER: Final = "an unfinished download"
LINKED_FOLDER: Final = "a link to a folder, which is not followed"
NO_FILES: Final = "no file is in it"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, its name in the workspace, with the folders below the one that was named, and whether it was named."""

    path: Path
    name: str
    is_named: bool = False


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
            found = list(_in_folder(path, path))
            yield from found or [LeftFile(path, NO_FILES, is_named=True)]
        elif path.exists() or path.is_symlink():
            is_hidden = path.name.startswith(HIDDEN_PREFIXES)
            yield LeftFile(path, HIDDEN, is_named=True) if is_hidden else FoundFile(path, path.name, is_named=True)
        else:
            raise ValueError(f"there is no file or folder {str(path)!r}")


def _in_folder(folder: Path, root: Path) -> Iterator[FoundFile | LeftFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as problem:
        yield LeftFile(folder, f"the folder cannot be read: {problem.strerror}")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(HIDDEN_PREFIXES):
            yield LeftFile(path, HIDDEN)
        elif not os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where a link may not be followed
            yield FoundFile(path, PurePosixPath(path.relative_to(root)).as_posix())
        elif entry.is_symlink():
            yield LeftFile(path, LINKED_FOLDER)
        elif entry.name.endswith(DOWNLOAD_FOLDER_SUFFIX):
            yield LeftFile(path, UNFINISHED_FOLDER)
        else:
            yield from _in_folder(path, root)
