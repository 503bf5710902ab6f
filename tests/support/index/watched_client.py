"""qdrant-client's in-memory mode, whose calls are seen one by one, before they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qdrant_client import QdrantClient


@dataclass(frozen=True)
class ClientCall:
    """A call to a client: its method and arguments, and whether it changes points."""

    method: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]

    @property
    def writes(self) -> bool:
        """Whether it changes points."""
        return self.method in ("upsert", "delete")

    def make(self, client: QdrantClient) -> Any:
        """Make the call."""
        return getattr(client, self.method)(*self.arguments, **self.options)

    def __str__(self) -> str:
        """What is written or deleted, in few words."""
        if self.method == "upsert":
            payloads = [point.payload for point in self.arguments[1]]
            heads = ["settled head" if one["settled"] else "head" for one in payloads if one["channel"] == "head"]
            return " ".join(heads) or f"{len(payloads)} points"
        if self.method == "delete":
            selected = self.arguments[1].filter
            conditions = {condition.key for condition in selected.must}
            kept = " but one generation" if selected.must_not else ""
            return "delete head" if "channel" in conditions else f"delete all{kept}"
        return self.method


class WatchedClient:
    """A client; an error that `seen` raises keeps a call from being made."""

    def __init__(self, client: QdrantClient, seen: Callable[[ClientCall], object]) -> None:
        self._client, self._seen = client, seen

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            made = ClientCall(name, arguments, options)
            self._seen(made)
            return made.make(self._client)

        return call
