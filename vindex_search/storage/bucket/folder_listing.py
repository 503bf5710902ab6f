"""List the files below a folder lazily, in the order in which S3 lists keys (by code points).

In that order a folder sorts among its siblings as its name with a trailing slash: "-" < "/" < "0", so

    a-1.mp4    a/2.mp4    a0.mp4

A priority queue of keys, from which the smallest is taken and a folder replaced by its children, yields every file in
order while each folder is read only when the listing reaches it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from heapq import heappop, heappush
from pathlib import Path
from typing import Final

from vindex_search.contract.ids import is_workspace
from vindex_search.storage.bucket.base import BucketMissing, OnLink, ignore_link
from vindex_search.storage.bucket.beneath import LISTED_FOLDER, opened_folder, split_key

# Removed meanwhile, or a link has come in its place.
VANISHED_ERRNOS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EXDEV})


def list_files(
    root: Path, *, prefix: str, after: str, on_link: OnLink = ignore_link
) -> Iterator[tuple[str, os.stat_result]]:
    """Key and stat of the files below `root` whose keys have a prefix and are greater than `after`.

    Symbolic links are not followed, neither those to files nor those to folders, and what they lead to is not asked
    for. Folders that cannot contain such a key are not read.

    Args:
        root: The folder; may be a link itself.
        prefix: Prefix of the keys.
        after: List only keys greater than this one.
        on_link: Called with the key of each link.

    Raises:
        BucketMissing: `root` does not exist, or was unmounted or replaced meanwhile; that must not read as
            "everything was removed".
        OSError: a folder that may contain uploads cannot be read.
    """
    with LastFolder(root) as opened:
        queue = [""]
        while queue:
            key = heappop(queue)
            if not _is_folder(key):
                facts = _stat_entry(opened, key)
                if facts is not None and stat.S_ISREG(facts.st_mode):
                    yield key, facts
                elif facts is not None and stat.S_ISLNK(facts.st_mode):
                    on_link(key)
                continue
            for child in _children(opened, key, prefix):
                if _may_match(child, prefix, after):
                    heappush(queue, child)
        opened.require_same_root()


class LastFolder:
    """Context manager: the folder that was needed last, which stays open, as the next file most often lies in it too.

    Raises:
        BucketMissing: `root` does not exist.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.identity = _identity(root)
        self._name: str | None = None
        self._descriptor = -1
        self._opened = ExitStack()

    def __enter__(self) -> LastFolder:
        """Nothing is opened yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the folder."""
        self._opened.close()

    def require_same_root(self) -> None:
        """Raise BucketMissing where the root is not the one any more that the listing began with."""
        if _identity(self.root) != self.identity:
            raise BucketMissing(f"the uploads folder {self.root} went away while it was listed")

    def descriptor(self, folder: str) -> int:
        """The descriptor of a folder, until the next call.

        Raises:
            OSError: it cannot be opened, or lies behind a link.
        """
        if folder != self._name:
            self._opened.close()
            self._name = None
            self._descriptor = self._opened.enter_context(opened_folder(self.root, folder, LISTED_FOLDER))
            self._name = folder
        return self._descriptor


def _is_folder(key: str) -> bool:
    return not key or key.endswith("/")


def _may_match(key: str, prefix: str, after: str) -> bool:
    """Whether a file matches, or a folder may contain a file that does."""
    if not _is_folder(key):
        return key > after and key.startswith(prefix)
    return (key > after or after.startswith(key)) and (key.startswith(prefix) or prefix.startswith(key))


def _children(opened: LastFolder, folder: str, prefix: str) -> list[str]:
    name_prefix = prefix[len(folder) :].partition("/")[0]
    try:
        with os.scandir(opened.descriptor(folder.rstrip("/"))) as entries:
            matching = (entry for entry in entries if entry.name.startswith(name_prefix))
            return [f"{folder}{e.name}/" if e.is_dir(follow_symlinks=False) else folder + e.name for e in matching]
    except OSError as problem:
        _skip_or_raise(opened, folder, problem)
        return []


def _stat_entry(opened: LastFolder, key: str) -> os.stat_result | None:
    folder, name = split_key(key)
    try:
        return os.stat(name, dir_fd=opened.descriptor(folder), follow_symlinks=False)
    except OSError as problem:
        _skip_or_raise(opened, key, problem)
        return None


def _skip_or_raise(opened: LastFolder, key: str, problem: OSError) -> None:
    """Raise an error that must not be skipped: files left out of a listing count as removed."""
    if problem.errno in VANISHED_ERRNOS:
        opened.require_same_root()
    elif not isinstance(problem, PermissionError) or _may_hold_uploads(key):
        raise problem


def _may_hold_uploads(key: str) -> bool:
    """Whether a key is below a valid workspace and not hidden; `lost+found`, which only root may read, is not."""
    workspace, *parts = key.split("/")
    return is_workspace(workspace) and not any(part.startswith(".") for part in parts)


def _identity(root: Path) -> tuple[int, int]:
    """Device and inode, which differ between a mounted disk and the empty folder that it was mounted on."""
    try:
        facts = root.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise BucketMissing(f"the uploads folder {root} does not exist") from None
    if not stat.S_ISDIR(facts.st_mode):
        raise BucketMissing(f"the uploads folder {root} does not exist")
    return facts.st_dev, facts.st_ino
