"""The API keys of a library: one shared record in the store, and a cache of it for services.

The record is replaced as a whole without a lock: of two concurrent changes the last write wins.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from vindex_search.auth.api_keys import ApiKey, generate_key, key_id_of
from vindex_search.common.net import require_loopback
from vindex_search.common.polling import PollingThread
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.keys")

KEYS_FILE: Final = "keys.json"
POLL_INTERVAL_S: Final = 2.0  # a revoked key is refused after this time at the latest


def read_keys(store: Store) -> tuple[ApiKey, ...]:
    """The keys of a library, oldest first.

    Raises:
        ValueError: the record is damaged; the message names its path.
    """
    return _read_record(store) or ()


def create_key(store: Store, name: str, scopes: Sequence[str], workspaces: Sequence[str]) -> tuple[ApiKey, str]:
    """Add a key to a library; returns it and its token.

    Raises:
        ValueError: the name is taken, or the name, a scope or a workspace is malformed.
    """
    keys = read_keys(store)
    if name in {key.name for key in keys} | {key.id for key in keys}:
        raise ValueError(f"there is a key {name!r} already; choose another name or revoke it first")
    key, token = generate_key(name, scopes, workspaces)
    _write(store, [*keys, key])
    return key, token


def revoke_key(store: Store, id_or_name: str) -> ApiKey:
    """Remove a key from a library by its id or its name; returns it.

    Raises:
        ValueError: there is no such key; the message lists the existing ones.
    """
    keys = read_keys(store)
    revoked = next((key for key in keys if id_or_name in (key.id, key.name)), None)
    if revoked is None:
        names = ", ".join(f"{key.id} ({key.name})" for key in keys) or "none"
        raise ValueError(f"there is no key {id_or_name!r}; there are: {names}")
    _write(store, [key for key in keys if key.id != revoked.id])
    return revoked


def require_keys(store: Store, host: str) -> None:
    """Refuse to serve a library without keys on an address that other machines can reach.

    Raises:
        ValueError: `host` is no loopback address, and the library has no keys; the message says how to make one.
    """
    if not read_keys(store):
        require_loopback(host)


def _read_record(store: Store) -> tuple[ApiKey, ...] | None:
    """The keys in the record; None without a record."""
    try:
        record = store.read_library_json(KEYS_FILE)
        return None if record is None else tuple(ApiKey.model_validate(key) for key in record["keys"])
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"{store.root / KEYS_FILE} is no list of keys: {problem}") from None


def _write(store: Store, keys: Iterable[ApiKey]) -> None:
    store.write_library_json(KEYS_FILE, {"keys": [key.model_dump(mode="json") for key in keys]})


class ApiKeyCache(PollingThread):
    """The keys of a library in memory: read at construction, then every `POLL_INTERVAL_S` seconds by a thread.

    Raises:
        ValueError: the record is damaged.
    """

    def __init__(self, store: Store) -> None:
        super().__init__("api-keys", interval_s=POLL_INTERVAL_S)
        self._store = store
        self._keys = {key.id: key for key in read_keys(store)}

    @property
    def empty(self) -> bool:
        """Whether the library has no keys."""
        return not self._keys

    def find(self, token: str) -> ApiKey | None:
        """The key of a token; None where it is unknown or malformed."""
        key = self._keys.get(key_id_of(token) or "")
        return key if key and key.matches(token) else None

    def valid(self, key_id: str) -> ApiKey | None:
        """The key of an id, for sessions that stand for a key; None where it was revoked."""
        return self._keys.get(key_id)

    def _poll(self) -> None:
        self.refresh()

    def _describe(self, problem: Exception) -> str:
        return f"keys: could not be read, the last known keys stay valid: {problem}"

    def refresh(self) -> None:
        """Read the keys again; on an error the last known keys stay.

        Raises:
            ValueError: the record is damaged or has disappeared.
        """
        record = _read_record(self._store)
        if record is None and self._keys:  # revoking the last key leaves an empty list: the store itself is missing
            raise ValueError(f"{self._store.root / KEYS_FILE} is gone")
        keys = {key.id: key for key in record or ()}
        if keys != self._keys:
            log.info("keys: %d are valid now", len(keys))
        self._keys = keys
