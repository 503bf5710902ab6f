"""The paused workspaces of a library: one file each, `paused/<workspace>.json`. That it is there decides."""

from __future__ import annotations

import logging
from typing import Final

from upath import UPath

from vindex_search.common.text import visible
from vindex_search.contract.ids import is_workspace, validate_workspace
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.control import PausedRecord
from vindex_search.storage import files

log = logging.getLogger("vindex.store")

FOLDER: Final = "paused"
SUFFIX: Final = ".json"


def write_paused(root: UPath, record: PausedRecord) -> None:
    """Pause a workspace."""
    files.write(_path(root, record.workspace), record.to_json())


def remove_paused(root: UPath, workspace: str) -> None:
    """Resume a workspace; nothing happens where it is not paused."""
    files.remove(_path(root, workspace))


def paused_workspaces(root: UPath) -> frozenset[str]:
    """The paused workspaces, by the names of their files alone: one listing; foreign files are skipped."""
    names = (name.removesuffix(SUFFIX) for name in files.list_names(root / FOLDER) if name.endswith(SUFFIX))
    return frozenset(filter(is_workspace, names))


def read_paused(root: UPath, workspace: str) -> PausedRecord | None:
    """Since when a workspace is paused, and by whom; None where it is not, both empty where that cannot be read."""
    path = _path(root, workspace)
    try:
        return PausedRecord.from_json(files.read(path), str(path))
    except FileNotFoundError:
        return None
    except RecordError as problem:
        log.warning("paused all the same: %s", visible(str(problem)))
        return PausedRecord(workspace, at="", by="")


def _path(root: UPath, workspace: str) -> UPath:
    """The file of a workspace; ValueError where its name is malformed, which might lead out of the folder."""
    return root / PausedRecord.FILE.format(workspace=validate_workspace(workspace))
