"""Real Qdrant Edge shards whose calls are seen one by one, before they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import qdrant_edge as edge

Seen = Callable[[str], object]


class WatchedShard:
    """A shard; an error that `seen` raises keeps a call from being made."""

    def __init__(self, shard: edge.EdgeShard, seen: Seen) -> None:
        self._shard, self._seen = shard, seen

    def update(self, operation: edge.UpdateOperation) -> None:
        """See which operation it is, then make it."""
        self._seen(_NAMES[id(operation)][0])
        self._shard.update(operation)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._shard, name)

        def call(*arguments: Any) -> Any:
            self._seen(name)
            return method(*arguments)

        return call


class _Operations:
    """`edge.UpdateOperation`, but of what it makes the name is known."""

    def __getattr__(self, name: str) -> Callable[..., edge.UpdateOperation]:
        make = getattr(_UPDATE_OPERATION, name)

        def made(*arguments: Any) -> edge.UpdateOperation:
            operation: edge.UpdateOperation = make(*arguments)
            _NAMES[id(operation)] = (name, operation)
            return operation

        return made


_UPDATE_OPERATION: Any = edge.UpdateOperation
_NAMES: dict[int, tuple[str, edge.UpdateOperation]] = {}  # by id; the operation is kept, or its id would be used again


def watch_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a `WatchedShard` knows the names of the operations that are made; other shards take them, too."""
    monkeypatch.setattr(edge, "UpdateOperation", _Operations())


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
    watch_operations(monkeypatch)
