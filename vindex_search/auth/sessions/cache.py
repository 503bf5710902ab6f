"""The sessions that this process has found in the store within the last two seconds.

A page of thumbnails sends its cookie a hundred times at once, and on S3 each look would take a request.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MAX_AGE_S: Final = 2.0  # a session that was ended on another service of the library is refused after this time
MAX_ENTRIES: Final = 4096  # those in use within two seconds; the least recent ones are read again


class SessionCache:
    """Hashes of session ids that were valid a moment ago; only what the store confirmed is kept, never a refusal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, digest: str) -> bool:
        """Whether a session was found less than `MAX_AGE_S` ago."""
        with self._lock:
            found_at = self._found_at.get(digest)
        return found_at is not None and self._clock() - found_at < MAX_AGE_S

    def add(self, digest: str) -> None:
        """Remember that the store has a session."""
        with self._lock:
            self._found_at[digest] = self._clock()
            self._found_at.move_to_end(digest)
            if len(self._found_at) > MAX_ENTRIES:
                self._found_at.popitem(last=False)

    def remove(self, digest: str) -> None:
        """Forget a session that ends."""
        with self._lock:
            self._found_at.pop(digest, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._found_at.clear()
