"""Which of several services over one store compares new videos: a small file with a name and a time.

It only saves work: two services that compare the same video, because one was stopped for longer than its lease, write
down the same moments and messages.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from vindex_search.storage.exchange import exchange
from vindex_search.storage.store import Store

LEASE_FILE: Final = "alerts/lease.json"
LEASE_S: Final = 30.0  # until another service takes over from one that was killed
RENEWED_S: Final = 10.0  # one that was renewed less long ago is left alone: each renewal is a write


class Lease:
    """The right to compare, held by one service at a time.

    Args:
        store: The library's.
        clock: Seconds since 1970: services on several machines compare them.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self._holder = secrets.token_hex(8)
        self._until = 0.0

    def hold(self) -> bool:
        """Take or keep the lease; returns whether this service has it."""
        now = self._clock()
        if now < self._until - LEASE_S + RENEWED_S:
            return True

        def take(content: bytes | None) -> tuple[bytes, bool]:
            held = _parse(content)
            if held.until > now and held.holder != self._holder:
                return content or b"{}", False
            return json.dumps({"holder": self._holder, "until": now + LEASE_S}).encode(), True

        taken = exchange(self._store.root / LEASE_FILE, take)
        self._until = now + LEASE_S if taken else 0.0
        return taken

    def release(self) -> None:
        """Give the lease back, so that another service need not wait for its end."""
        if self._until:
            self._until = 0.0
            exchange(self._store.root / LEASE_FILE, self._without)

    def _without(self, content: bytes | None) -> tuple[bytes, None]:
        is_own = _parse(content).holder == self._holder
        return json.dumps({"holder": "", "until": 0.0}).encode() if is_own else content or b"{}", None


class _Held(NamedTuple):
    holder: str
    until: float


def _parse(content: bytes | None) -> _Held:
    """Holder and end of a lease; one that cannot be read has ended."""
    try:
        record = json.loads(content or b"{}")
        return _Held(str(record["holder"]), float(record["until"]))
    except (ValueError, KeyError, TypeError):
        return _Held("", 0.0)
