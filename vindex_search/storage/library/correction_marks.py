"""Marks of corrections that are not in the points yet: empty files `<root>/uncorrected/<target>.<correction id>`.

The target is a video, or a workspace for a name that all its videos share. A mark is set before the correction is
written and removed when the points that hold it are published, so that whoever is killed in between, another one goes
on. The file `<root>/uncorrected/revision` is replaced after every new mark: who follows them reads it alone, and lists
them when it has changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from upath import UPath

from vindex_search.storage import files

FOLDER: Final = "uncorrected"
REVISION: Final = "revision"  # has no dot, and so is no mark


def add(root: UPath, target: str, correction_id: str) -> None:
    """Mark that a correction is being made."""
    files.write(root / FOLDER / f"{target}.{correction_id}", b"")
    files.write(root / FOLDER / REVISION, uuid.uuid4().hex.encode("ascii"))


def read_revision(root: UPath) -> str:
    """What changes with every new mark; empty where there never was one."""
    try:
        return files.read(root / FOLDER / REVISION).decode("ascii", errors="replace")
    except FileNotFoundError:
        return ""


def list_marked(root: UPath) -> list[tuple[str, str]]:
    """Target and id of the marked corrections, ordered; foreign files are skipped."""
    split = (name.partition(".") for name in files.list_names(root / FOLDER))
    return [(target, correction_id) for target, _dot, correction_id in split if correction_id]


def remove(root: UPath, target: str, correction_ids: Iterable[str]) -> None:
    """Remove marks where they exist."""
    for correction_id in correction_ids:
        files.remove(root / FOLDER / f"{target}.{correction_id}")
