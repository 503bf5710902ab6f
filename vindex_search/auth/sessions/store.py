"""Sessions of browsers: an opaque id in a cookie that stands for an API key, kept as records in the library's store.

    <root>/access/sessions/<key id>/<sha256 of the session id>          when it began
    <root>/access/sessions/<key id>/<sha256 of the session id>.used     when it was last used, at most once an hour

They lie in the store, so that a session works on every service of the library and outlives a restart. A session's own
file is written once and removed once: nothing that another service does meanwhile brings an ended session back. The id
has 256 random bits and only its hash is stored, so who reads the store cannot use a session.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from upath import UPath

from vindex_search.auth.sessions.cache import SessionCache
from vindex_search.storage import files
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.keys")

FOLDER: Final = "access/sessions"
USED_SUFFIX: Final = ".used"
SECRET_BYTES: Final = 32  # 43 characters of base64
SESSION_PATTERN: Final = re.compile(r"vds_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
IDLE_LIFETIME: Final = timedelta(days=7)  # who watches weekly stays signed in
LIFETIME: Final = timedelta(days=30)  # as long as a browser keeps the cookie
USE_INTERVAL: Final = timedelta(hours=1)  # between two writes of the last use; the idle lifetime is exact to this
MAX_SESSIONS: Final = 50  # of a key: the oldest ends when one more begins


def now_utc() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class SessionStore:
    """The sessions of one library; safe for use by several threads and several services.

    Errors of the store (OSError, or botocore's on S3) pass: the caller knows of no session then.

    Args:
        store: Holds them.
        now: The time, in UTC.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = now_utc) -> None:
        self._root = store.root / FOLDER
        self._now = now
        self._cache = SessionCache()

    def create(self, key_id: str) -> str:
        """Begin a session of a key, and end the oldest ones of more than `MAX_SESSIONS`; returns the session's id."""
        session_id = f"vds_{key_id}_{secrets.token_urlsafe(SECRET_BYTES)}"
        if not SESSION_PATTERN.fullmatch(session_id):
            raise ValueError(f"{key_id!r} is no id of a key; allowed are 8 hex digits")
        self._end_oldest(key_id)
        files.write(self._path(session_id), self._now().isoformat().encode())
        return session_id

    def find(self, session_id: str) -> str | None:
        """The id of a session's key; None where the session is unknown, ended or too old.

        The key itself may be revoked or expired: the caller looks it up among the valid ones.
        """
        key_id = key_id_of_session(session_id)
        if key_id is None or self._cache.holds(_hash(session_id)):
            return key_id
        path, now = self._path(session_id), self._now()
        began = files.read_time(path)
        if began is None:
            return None
        used = files.read_time(_used_path(path)) or began
        if not (now - LIFETIME < began <= now + USE_INTERVAL and now - IDLE_LIFETIME < used):
            self.end(session_id)
            return None
        if now - used > USE_INTERVAL:
            _note_use(path, now)
        self._cache.add(_hash(session_id))
        return key_id

    def end(self, session_id: str) -> None:
        """End a session; nothing happens where there is none."""
        if key_id_of_session(session_id) is None:
            return
        self._cache.remove(_hash(session_id))
        _remove(self._path(session_id))

    def end_all(self, key_id: str) -> None:
        """End every session of a key: at a sign-out everywhere, or when it is revoked."""
        self._cache.clear()
        for name in files.list_names(self._root / key_id):
            files.remove(self._root / key_id / name)

    def _end_oldest(self, key_id: str) -> None:
        """Make room for one more session of a key."""
        folder = self._root / key_id
        names = [name for name in files.list_names(folder) if not name.endswith(USED_SUFFIX)]
        if len(names) < MAX_SESSIONS:
            return
        begun = {name: files.read_time(folder / name) or datetime.min.replace(tzinfo=UTC) for name in names}
        for name in sorted(names, key=lambda name: begun[name])[: len(names) - MAX_SESSIONS + 1]:
            self._cache.remove(name)
            _remove(folder / name)

    def _path(self, session_id: str) -> UPath:
        return self._root / str(key_id_of_session(session_id)) / _hash(session_id)


def key_id_of_session(session_id: str) -> str | None:
    """The id of the key that a session id names, whether or not there is such a session; None where it is malformed."""
    match = SESSION_PATTERN.fullmatch(session_id)
    return match[1] if match else None


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


def _used_path(path: UPath) -> UPath:
    return path.parent / f"{path.name}{USED_SUFFIX}"


def _note_use(path: UPath, now: datetime) -> None:
    """Write that a session was used now; on a full disk it goes on, and ends earlier."""
    try:
        files.write(_used_path(path), now.isoformat().encode())
    except files.store_errors() as problem:
        log.warning("sessions: a use could not be written: %s", problem)


def _remove(path: UPath) -> None:
    files.remove(path)
    files.remove(_used_path(path))
