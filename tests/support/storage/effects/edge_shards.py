"""Effects on an embedded index: the calls that change a Qdrant Edge shard, which writes its files natively.

Shards count that are opened while it is recorded. When the process ends, what was written to one stays, as its
write-ahead log has it; when the power fails, it is as it was at its last flush.
"""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path
from typing import Final

import pytest
import qdrant_edge as edge

from tests.support.index.watched_shard import WatchedShard, watch_operations
from tests.support.storage.effects.recorder import Recorder

CHANGES: Final = frozenset({"create_field_index", "upsert_points", "delete_points_by_filter", "flush", "optimize"})


class EdgeShards:
    """In the place of `edge.EdgeShard`; `killed`: the power does not fail, so that nothing has to be kept for that."""

    def __init__(self, recorder: Recorder, *, killed: bool) -> None:
        self._recorder, self._killed, self._real = recorder, killed, edge.EdgeShard
        self._opened: dict[Path, edge.EdgeShard] = {}
        self._folders: set[Path] = set()
        recorder.on_stop(self._close)
        recorder.on_power_failure(self._lose_unflushed)

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        """Record until the patches are undone."""
        watch_operations(patch)
        patch.setattr(edge, "EdgeShard", self)

    def load(self, folder: str) -> WatchedShard:
        """Open the shard of a folder."""
        self._recorder.go_on()
        self._keep(Path(folder))
        return self._watched(Path(folder), self._real.load(folder))

    def create(self, folder: str, config: edge.EdgeConfig) -> WatchedShard:
        """Create a shard in a folder."""
        self._recorder.about_to("shard: create", Path(folder).name)
        return self._watched(Path(folder), self._real.create(folder, config))

    def _watched(self, folder: Path, shard: edge.EdgeShard) -> WatchedShard:
        self._opened[folder] = shard
        self._folders.add(folder)
        return WatchedShard(shard, partial(self._seen, folder))

    def _seen(self, folder: Path, call: str) -> None:
        if call in CHANGES:
            self._recorder.about_to(f"shard: {call}", folder.name)
        else:
            self._recorder.go_on()
        if call == "flush":
            self._opened[folder].flush()  # a call is seen before it is made, and what it flushes is to be kept
            self._keep(folder)
        elif call == "close":
            del self._opened[folder]

    def _keep(self, folder: Path) -> None:
        if not self._killed:
            _copy(folder, _flushed(folder))

    def _close(self) -> None:
        for shard in self._opened.values():
            shard.close()
        self._opened.clear()

    def _lose_unflushed(self) -> None:
        for folder in self._folders:
            _copy(_flushed(folder), folder)


def _flushed(folder: Path) -> Path:
    """Where a copy is of what was flushed of a shard; there is none before the first time."""
    return folder.with_name(f".{folder.name}.flushed")


def _copy(source: Path, target: Path) -> None:
    """Copy a folder in the place of another, unrecorded; most bytes of a shard are holes in its files, and stay so."""
    subprocess.run(["rm", "-rf", target], check=True)
    if source.exists():
        subprocess.run(["cp", "-a", source, target], check=True)
