"""Real Qdrant Edge shards whose calls are seen one by one, before they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import qdrant_edge as edge

Seen = Callable[[str], object]


class WatchedShard:
    """A shard; an error that `seen` raises keeps a call from being made."""

    def __init__(self, shard: edge.EdgeShard, seen: Seen) -> None:
        self._shard, self._seen = shard, seen

    def update(self, operation: _Operation) -> None:
        """See which operation it is, then make it."""
        self._seen(operation.name)
        self._shard.update(operation.operation)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._shard, name)

        def call(*arguments: Any) -> Any:
            self._seen(name)
            return method(*arguments)

        return call


@dataclass(frozen=True)
class _Operation:
    name: str
    operation: edge.UpdateOperation


class _Operations:
    """`edge.UpdateOperation`, but what it makes has a name."""

    def __getattr__(self, name: str) -> Callable[..., _Operation]:
        make = getattr(_UPDATE_OPERATION, name)
        return lambda *arguments: _Operation(name, make(*arguments))


_UPDATE_OPERATION: Any = edge.UpdateOperation


def watch_shards(monkeypatch: pytest.MonkeyPatch, seen: Seen) -> None:
    """From now on `seen` gets the name of each call to a shard that is opened, updates by that of their operation."""
    real = edge.EdgeShard

    class Opened:
        @staticmethod
        def load(folder: str) -> WatchedShard:
            return WatchedShard(real.load(folder), seen)

        @staticmethod
        def create(folder: str, config: edge.EdgeConfig) -> WatchedShard:
            return WatchedShard(real.create(folder, config), seen)

    monkeypatch.setattr(edge, "EdgeShard", Opened)
    monkeypatch.setattr(edge, "UpdateOperation", _Operations())
