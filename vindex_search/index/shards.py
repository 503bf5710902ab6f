"""Which folder holds the shard of a collection: a small file says so, and another folder takes its place at once.

A shard whose graph is built lies in a folder of its own beside the one that answers meanwhile.
"""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

POINTER_SUFFIX: Final = ".current.json"


@dataclass(frozen=True, slots=True)
class Shard:
    """A folder's name, and for how many points its graph was built; 0: it has none."""

    folder: str
    graph_points: int = 0


def active_shard(index_dir: Path, collection: str) -> Shard:
    """The shard of a collection, there or not yet."""
    try:
        return Shard(**json.loads((index_dir / f"{collection}{POINTER_SUFFIX}").read_bytes()))
    except FileNotFoundError:
        return Shard(collection)


def set_active_shard(index_dir: Path, collection: str, shard: Shard) -> None:
    """Let another folder hold the shard from now on."""
    pointer = index_dir / f"{collection}{POINTER_SUFFIX}"
    draft = pointer.with_name(f".{pointer.name}.{uuid.uuid4().hex[:8]}.tmp")
    draft.write_text(json.dumps(asdict(shard)), encoding="utf-8")
    draft.replace(pointer)


def remove_other_shards(index_dir: Path, collection: str) -> None:
    """Remove every shard but the one of a collection: what is to be forgotten must not stay in any other."""
    kept = active_shard(index_dir, collection)
    for path in index_dir.glob("vindex-*"):
        if path.is_dir() and path.name != kept.folder:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith(POINTER_SUFFIX) and path.name != f"{collection}{POINTER_SUFFIX}":
            path.unlink(missing_ok=True)
