"""The active shard of each collection of the embedded index: a pointer file names its folder.

A shard is rebuilt with an HNSW graph in a folder of its own beside the active one; rewriting the pointer switches to
it atomically.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from vindex_search.storage.files import flush_to_disk
from vindex_search.storage.permissions import create_file

POINTER_SUFFIX: Final = ".current.json"


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard: the name of its folder, and the number of points that its graph was built for; 0: it has no graph."""

    folder: str
    graph_points: int = 0


def active_shard(index_dir: Path, collection: str) -> Shard:
    """The active shard of a collection, which need not exist yet; by default its folder has the collection's name."""
    try:
        return Shard(**json.loads(_pointer(index_dir, collection).read_bytes()))
    except FileNotFoundError:
        return Shard(collection)


def set_active_shard(index_dir: Path, collection: str, shard: Shard) -> None:
    """Make another shard the active one, atomically."""
    pointer = _pointer(index_dir, collection)
    draft = pointer.with_name(f".{pointer.name}.{uuid.uuid4().hex[:8]}.tmp")
    with os.fdopen(create_file(draft), "w", encoding="utf-8") as file:
        json.dump(asdict(shard), file)
    flush_to_disk(draft)
    draft.replace(pointer)


def remove_other_shards(index_dir: Path, collection: str) -> None:
    """Delete every shard and pointer but those of a collection: a deleted video must not stay in an unused shard."""
    active = active_shard(index_dir, collection)
    for path in index_dir.glob("vindex-*"):
        if path.is_dir() and path.name != active.folder:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith(POINTER_SUFFIX) and path != _pointer(index_dir, collection):
            path.unlink(missing_ok=True)


def _pointer(index_dir: Path, collection: str) -> Path:
    return index_dir / f"{collection}{POINTER_SUFFIX}"
