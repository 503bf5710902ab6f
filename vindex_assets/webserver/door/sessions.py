"""Sessions of browsers: random ids, kept in this process, that stand for an API key for some hours."""

from __future__ import annotations

import secrets
import threading
import time
from typing import Final

LIFETIME_S: Final = 12 * 3600.0  # a working day
ID_BYTES: Final = 32


class SessionStore:
    """Sessions by id. Their ids say nothing; a restart ends all of them."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[str, float]] = {}  # id of the key, end on the monotonic clock
        self._lock = threading.Lock()

    def create(self, key_id: str) -> str:
        """Begin a session for the holder of a key; returns its id."""
        session_id, now = secrets.token_urlsafe(ID_BYTES), time.monotonic()
        with self._lock:
            self._sessions = {id_: kept for id_, kept in self._sessions.items() if kept[1] > now}
            self._sessions[session_id] = (key_id, now + LIFETIME_S)
        return session_id

    def find(self, session_id: str) -> str | None:
        """The id of the key of a session; None where there is no such session any more."""
        key_id, ends = self._sessions.get(session_id, (None, 0.0))
        return key_id if ends > time.monotonic() else None

    def end(self, session_id: str) -> None:
        """End a session, if there is one."""
        with self._lock:
            self._sessions.pop(session_id, None)
