"""The files below a folder in the order in which S3 lists keys, read as they are asked for.

A folder has its place among its neighbours by its name with a slash behind: `a-1.mp4` comes before `a/2.mp4`, and
`a/2.mp4` before `a0.mp4`. So one queue of names, from which the least is taken and a folder replaced by what lies in
it, gives every key in order.
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

GONE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})  # removed meanwhile, or a link to nowhere


def list_files(root: Path, *, prefix: str, after: str) -> Iterator[tuple[str, os.stat_result]]:
    """Keys and facts of the files below `root` whose keys begin with `prefix` and come after the key `after`.

    Links to files are followed, links to folders are not. Folders that hold no such key are not looked into.

    Raises:
        FileNotFoundError: `root` is not there, or went away meanwhile; an unmounted disk must not read as "everything
            was removed".
        OSError: a folder that may hold uploads cannot be read.
    """
    before, waiting = _identity(root), [""]
    while waiting:
        key = heappop(waiting)
        if not _is_folder(key):
            facts = _facts(root, key, before)
            if facts is not None:
                yield key, facts
            continue
        for child in _children(root, key, prefix, before):
            if _is_wanted(child, prefix, after):
                heappush(waiting, child)


def _is_folder(key: str) -> bool:
    return not key or key.endswith("/")


def _is_wanted(key: str, prefix: str, after: str) -> bool:
    """Whether a file, or anything in a folder, can be one of those asked for."""
    if not _is_folder(key):
        return key > after and key.startswith(prefix)
    return (key > after or after.startswith(key)) and (key.startswith(prefix) or prefix.startswith(key))


def _children(root: Path, folder: str, prefix: str, before: tuple[int, int]) -> list[str]:
    begin = prefix[len(folder) :].partition("/")[0]  # of the names that are asked for
    try:
        with os.scandir(root / folder) as entries:
            asked = (entry for entry in entries if entry.name.startswith(begin))
            return [f"{folder}{e.name}/" if e.is_dir(follow_symlinks=False) else folder + e.name for e in asked]
    except OSError as problem:
        _pass_over(root, folder, problem, before)
        return []


def _facts(root: Path, key: str, before: tuple[int, int]) -> os.stat_result | None:
    try:
        facts = (root / key).stat()
    except OSError as problem:
        _pass_over(root, key, problem, before)
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


def _pass_over(root: Path, key: str, problem: OSError, before: tuple[int, int]) -> None:
    """Raise what must not be passed over: to leave files out of a listing is to say that they were removed."""
    if problem.errno in GONE:
        if _identity(root) != before:
            raise FileNotFoundError(f"the uploads folder {root} went away while it was listed") from problem
    elif not isinstance(problem, PermissionError) or _may_hold_uploads(key):
        raise problem


def _may_hold_uploads(key: str) -> bool:
    """No workspace is called `lost+found`, which no one may read on a disk of its own, nor is a hidden file indexed."""
    workspace, *parts = key.split("/")
    return is_workspace(workspace) and not any(part.startswith(".") for part in parts)


def _identity(root: Path) -> tuple[int, int]:
    """What tells a disk from the empty folder that it was mounted on."""
    try:
        facts = root.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"the uploads folder {root} is not there") from None
    if not stat.S_ISDIR(facts.st_mode):
        raise FileNotFoundError(f"the uploads folder {root} is not there")
    return facts.st_dev, facts.st_ino
