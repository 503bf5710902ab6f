"""The API keys of a library: creation, revocation, and a cache of them that services follow."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.auth.api_keys import ApiKey, generate_key, key_id_of
from vindex_search.auth.key_record import KEYS_FILE, Keys, change_record, read_record
from vindex_search.auth.key_use import KeyUse, forget_use
from vindex_search.auth.sessions.store import SessionStore
from vindex_search.common.net import require_loopback
from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.keys")

POLL_INTERVAL_S: Final = 2.0  # a revoked key is refused after this time at the latest
# Keys that were read longer ago are not trusted: one of them may have been revoked. Five polls, so that a store which
# hiccups for a moment refuses nobody.
MAX_AGE_S: Final = 10.0


def read_keys(store: Store) -> Keys:
    """The keys of a library, oldest first, with those that have expired.

    Raises:
        ValueError: the record is damaged; the message names its path.
    """
    return read_record(store) or ()


def create_key(
    store: Store,
    name: str,
    scopes: Sequence[str],
    workspaces: Sequence[str],
    *,
    expires: str = "",
    actor: Actor | None = None,
) -> tuple[ApiKey, str]:
    """Add a key to a library; returns it and its token.

    Args:
        store: The library's.
        name: Its name.
        scopes: What it may do.
        workspaces: Where; empty: everywhere.
        expires: As `expiry_time` reads it; empty: never.
        actor: Who makes it; None: the machine's user.

    Raises:
        ValueError: the name is taken, or the name, a scope, a workspace or `expires` is malformed.
        AuditUnavailable: it cannot be written down, and is not made.
    """
    key, token = generate_key(name, scopes, workspaces, expires=expires)

    def add(keys: Keys) -> tuple[Sequence[ApiKey], None]:
        if name in {one.name for one in keys} | {one.id for one in keys}:
            raise ValueError(f"there is a key {name!r} already; choose another name or revoke it first")
        return [*keys, key], None

    detail = f"{key.id} ({name}) for {', '.join(key.scopes)} in {', '.join(key.workspaces) or 'every workspace'}"
    with trail_of(store, actor).deed("key_create", detail=detail):
        change_record(store, add)
    return key, token


def revoke_key(store: Store, id_or_name: str, *, actor: Actor | None = None) -> ApiKey:
    """Remove a key from a library by its id or its name, and end its sessions; returns it.

    Raises:
        ValueError: there is no such key; the message lists the existing ones.
        AuditUnavailable: it cannot be written down, and the key stays valid.
    """
    found = _named(read_keys(store), id_or_name)

    def remove(keys: Keys) -> tuple[Sequence[ApiKey], ApiKey]:
        revoked = _named(keys, found.id)
        return [key for key in keys if key.id != revoked.id], revoked

    with trail_of(store, actor).deed("key_revoke", detail=f"{found.id} ({found.name})"):
        revoked = change_record(store, remove)
    SessionStore(store).end_all(revoked.id)  # after the record: without the key a session is worth nothing
    forget_use(store, revoked.id)
    return revoked


def _named(keys: Keys, id_or_name: str) -> ApiKey:
    for key in keys:
        if id_or_name in (key.id, key.name):
            return key
    names = ", ".join(f"{key.id} ({key.name})" for key in keys) or "none"
    raise ValueError(f"there is no key {id_or_name!r}; there are: {names}")


def require_keys(store: Store, host: str) -> None:
    """Refuse to serve a library that never had keys on an address that other machines can reach.

    Raises:
        ValueError: `host` is no loopback address, and the library is open; the message says how to make a key.
    """
    if read_record(store) is None:
        require_loopback(host)


class ApiKeyCache(PollingThread):
    """The keys of a library in memory: read at construction, then every `POLL_INTERVAL_S` seconds by a thread.

    Args:
        store: The library's.
        clock: Seconds that only go forward.

    Attributes:
        use: Notes when keys are used.

    Raises:
        ValueError: the record is damaged.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("api-keys", interval_s=POLL_INTERVAL_S)
        self.use = KeyUse(store)
        self._store, self._clock, self._started = store, clock, False
        self._read_at = clock()
        record = read_record(store)
        self._open, self._keys = record is None, _by_id(record)

    @property
    def open(self) -> bool:
        """Whether the library never had a key, so that nobody needs one."""
        return self._open

    @property
    def empty(self) -> bool:
        """Whether the library has no keys: it never had one, or all were revoked."""
        return not self._keys

    @property
    def stale(self) -> bool:
        """Whether the keys could not be read for `MAX_AGE_S`, and are not to be trusted; False before `start`."""
        return self._started and self._clock() - self._read_at > MAX_AGE_S

    def find(self, token: str) -> ApiKey | None:
        """The key of a token, expired or not; None where it is unknown or malformed."""
        key = self._keys.get(key_id_of(token) or "")
        return key if key and key.matches(token) else None

    def valid(self, key_id: str) -> ApiKey | None:
        """The key with an id; None where it is unknown, was revoked or has expired."""
        key = self._keys.get(key_id)
        return key if key and not key.is_expired(datetime.now(UTC)) else None

    def start(self) -> None:
        """Start the thread; from now on keys that cannot be read anew become stale."""
        self._read_at, self._started = self._clock(), True
        super().start()

    def _poll(self) -> None:
        self.refresh()
        self.use.flush()

    def _describe(self, problem: Exception) -> str:
        return f"keys: could not be read, the last known keys stay valid for {MAX_AGE_S:.0f} s: {problem}"

    def refresh(self) -> None:
        """Read the keys again; on an error the last known keys stay.

        Raises:
            ValueError: the record is damaged or has disappeared.
        """
        began = self._clock()  # a read that takes long tells of its beginning at least
        record = read_record(self._store)
        if record is None and not self._open:  # revoking the last key leaves an empty list: the store is missing
            raise ValueError(f"{self._store.root / KEYS_FILE} is gone")
        keys = _by_id(record)
        if keys != self._keys:
            log.info("keys: %d are valid now", len(keys))
        self._open, self._keys, self._read_at = record is None, keys, began


def _by_id(record: Keys | None) -> dict[str, ApiKey]:
    return {key.id: key for key in record or ()}
