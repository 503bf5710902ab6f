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
from heapq import heappop, heappush
from pathlib import Path
from typing import Final

from vindex_search.contract.ids import is_workspace

VANISHED_ERRNOS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})  # removed meanwhile, or a dangling link


def list_files(root: Path, *, prefix: str, after: str) -> Iterator[tuple[str, os.stat_result]]:
    """Key and stat of the files below `root` whose keys have a prefix and are greater than `after`.

    Links to files are followed, links to folders are not. Folders that cannot contain such a key are not read.

    Raises:
        FileNotFoundError: `root` does not exist, or was unmounted or replaced meanwhile; that must not read as
            "everything was removed".
        OSError: a folder that may contain uploads cannot be read.
    """
    identity, queue = _identity(root), [""]
    while queue:
        key = heappop(queue)
        if not _is_folder(key):
            facts = _stat_file(root, key, identity)
            if facts is not None:
                yield key, facts
            continue
        for child in _children(root, key, prefix, identity):
            if _may_match(child, prefix, after):
                heappush(queue, child)


def _is_folder(key: str) -> bool:
    return not key or key.endswith("/")


def _may_match(key: str, prefix: str, after: str) -> bool:
    """Whether a file matches, or a folder may contain a file that does."""
    if not _is_folder(key):
        return key > after and key.startswith(prefix)
    return (key > after or after.startswith(key)) and (key.startswith(prefix) or prefix.startswith(key))


def _children(root: Path, folder: str, prefix: str, identity: tuple[int, int]) -> list[str]:
    name_prefix = prefix[len(folder) :].partition("/")[0]
    try:
        with os.scandir(root / folder) as entries:
            matching = (entry for entry in entries if entry.name.startswith(name_prefix))
            return [f"{folder}{e.name}/" if e.is_dir(follow_symlinks=False) else folder + e.name for e in matching]
    except OSError as problem:
        _skip_or_raise(root, folder, problem, identity)
        return []


def _stat_file(root: Path, key: str, identity: tuple[int, int]) -> os.stat_result | None:
    try:
        facts = (root / key).stat()
    except OSError as problem:
        _skip_or_raise(root, key, problem, identity)
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


def _skip_or_raise(root: Path, key: str, problem: OSError, identity: tuple[int, int]) -> None:
    """Raise an error that must not be skipped: files left out of a listing count as removed."""
    if problem.errno in VANISHED_ERRNOS:
        if _identity(root) != identity:
            raise FileNotFoundError(f"the uploads folder {root} went away while it was listed") from problem
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
        raise FileNotFoundError(f"the uploads folder {root} does not exist") from None
    if not stat.S_ISDIR(facts.st_mode):
        raise FileNotFoundError(f"the uploads folder {root} does not exist")
    return facts.st_dev, facts.st_ino
