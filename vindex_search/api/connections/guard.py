"""The guard of one server: its limits, its admission, and the round in which it looks at every connection."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Final, Literal, Protocol

from vindex_search.api.connections.admission import ConnectionAdmission
from vindex_search.api.connections.limits import ConnectionLimits

LOG_INTERVAL_S: Final = 10.0  # between two lines on closed connections: an attack does not fill the disk

Reason = Literal["slow head", "slow body", "slow reader", "idle", "refused body", "full", "made room", "malformed"]

log = logging.getLogger("vindex.connections")


class Watched(Protocol):
    """A connection that the guard looks at."""

    def check(self, now: float) -> None:
        """Close it where it is overdue."""


class ConnectionGuard:
    """Looks at all connections every `limits.check_s` seconds while there are any.

    Args:
        limits: Of each connection.
        admission: Of all of them.
    """

    def __init__(self, limits: ConnectionLimits, admission: ConnectionAdmission) -> None:
        self.limits, self.admission = limits, admission
        self.closed: Counter[Reason] = Counter()
        self._logged: Counter[Reason] = Counter()
        self._log_after = 0.0
        self._watched: set[Watched] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, connection: Watched, loop: asyncio.AbstractEventLoop) -> None:
        """Look at a connection from now on."""
        self._watched.add(connection)
        if self._timer is None:
            self._timer = loop.call_later(self.limits.check_s, self._look, loop)

    def forget(self, connection: Watched) -> None:
        """Look at a closed connection no more."""
        self._watched.discard(connection)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self._watched):
            connection.check(now)
        self._log(now)
        more = self._watched or self.closed != self._logged
        self._timer = loop.call_later(self.limits.check_s, self._look, loop) if more else None

    def _log(self, now: float) -> None:
        """One line for all connections that were closed since the last line; idle ones are no news."""
        new = self.closed - self._logged
        if now >= self._log_after and new:
            self._log_after, self._logged = now + LOG_INTERVAL_S, self.closed.copy()
            told = {reason: count for reason, count in new.items() if reason != "idle"}
            if told:
                log.warning("connections were closed: %s", ", ".join(f"{n} ({why})" for why, n in told.items()))
