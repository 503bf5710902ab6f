"""When each key was last used: a file of its own a key, so that noting it never touches the record of the keys.

    <root>/access/used/<key id>         the time, ISO 8601 in UTC

Requests only note the time in memory; the thread that follows the keys writes it, once a minute at most. Several
services overwrite each other's times, which differ by no more than that minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from vindex_search.storage import files
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.keys")

FOLDER: Final = "access/used"
WRITE_INTERVAL_S: Final = 60.0


class KeyUse:
    """Notes the uses of keys, and writes them now and then."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = store.root / FOLDER
        self._clock = clock
        self._used: dict[str, datetime] = {}
        self._written: dict[str, float] = {}
        self._lock = threading.Lock()

    def note(self, key_id: str) -> None:
        """Note that a key was used now."""
        with self._lock:
            self._used[key_id] = datetime.now(UTC)

    def flush(self) -> None:
        """Write the uses of keys whose last write is a minute old; a failure is logged, and tried again later."""
        for key_id, used in self._due():
            try:
                files.write(self._folder / key_id, used.isoformat(timespec="seconds").encode())
            except files.store_errors() as problem:
                log.warning("keys: the last use of %s could not be written: %s", key_id, problem)

    def _due(self) -> list[tuple[str, datetime]]:
        now = self._clock()
        with self._lock:
            due = [name for name in self._used if now - self._written.get(name, -WRITE_INTERVAL_S) >= WRITE_INTERVAL_S]
            self._written |= dict.fromkeys(due, now)
            return [(name, self._used.pop(name)) for name in due]


def last_uses(store: Store, key_ids: Iterable[str]) -> dict[str, str]:
    """When keys were last used, by id, as ISO 8601 in UTC; keys that never were are left out."""
    found = {key_id: files.read_time(store.root / FOLDER / key_id) for key_id in key_ids}
    return {key_id: used.isoformat(timespec="seconds") for key_id, used in found.items() if used}


def forget_use(store: Store, key_id: str) -> None:
    """Forget the last use of a key that was revoked."""
    files.remove(store.root / FOLDER / key_id)
