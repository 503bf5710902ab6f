"""How long values have stayed the same, by one's own clock: whoever wrote them may have another."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Unchanged(Generic[K, V]):
    """Remembers since when each value is as it is; one that is gone is forgotten."""

    def __init__(self) -> None:
        self._since: dict[K, tuple[V, float]] = {}

    def look(self, values: Mapping[K, V], now: float) -> dict[K, float]:
        """For how many seconds each value has been seen unchanged; 0 for one that is new or another.

        Args:
            values: As they are now, by key.
            now: Seconds of a clock that only goes forwards.
        """
        before = self._since
        self._since = {
            key: known if (known := before.get(key)) and known[0] == value else (value, now)
            for key, value in values.items()
        }
        return {key: now - since for key, (_, since) in self._since.items()}
