"""Values by key that are read when they are asked for and kept for a while: a bounded number of them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Kept(NamedTuple, Generic[V]):
    """A value, and when it was read, in seconds of the clock."""

    value: V
    read_at: float


class RecentValues(Generic[K, V]):
    """Values that another process may change, each read again once it is too old.

    Callers choose the keys, so the least recently used value makes room for a new one.

    Args:
        read: Reads the value of a key; what it raises, `get` raises, and nothing is kept.
        size: Number of values that are kept.
        max_age_s: Seconds after which a value is read again.
        clock: Seconds that only go forwards.
    """

    def __init__(
        self, read: Callable[[K], V], *, size: int, max_age_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._size, self._max_age_s, self._clock = read, size, max_age_s, clock
        self._kept: OrderedDict[K, _Kept[V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V:
        """The value of a key; two threads may read it at once."""
        now = self._clock()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and now - kept.read_at < self._max_age_s:
                self._kept.move_to_end(key)
                return kept.value
        value = self._read(key)
        self._keep(key, _Kept(value, now))
        return value

    def clear(self) -> None:
        """Have every value read again."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        """Number of values that are kept."""
        return len(self._kept)

    def _keep(self, key: K, kept: _Kept[V]) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
