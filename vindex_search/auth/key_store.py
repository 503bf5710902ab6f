"""The keys of a library: one shared record in its store, which every service over that store follows.

One operator at a time changes it: of two changes in the same moment the later one stands.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from vindex_search.auth.api_keys import ApiKey, key_id_of, generate_key
from vindex_search.common.net import require_loopback
from vindex_search.common.polling import PollingThread
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.keys")

KEYS_FILE: Final = "keys.json"
POLL_INTERVAL_S: Final = 2.0  # a revoked key is let in no longer than that


def read_keys(store: Store) -> tuple[ApiKey, ...]:
    """The keys of a library, oldest first.

    Raises:
        ValueError: the record is there and cannot be understood; the message says where it lies.
    """
    return _kept(store) or ()


def create_key(store: Store, name: str, scopes: Sequence[str], workspaces: Sequence[str]) -> tuple[ApiKey, str]:
    """Add a key to a library; returns it and how it is written.

    Raises:
        ValueError: the name is taken, or the name, a scope or a workspace is malformed.
    """
    held = read_keys(store)
    if name in {key.name for key in held} | {key.id for key in held}:
        raise ValueError(f"there is a key {name!r} already; choose another name or revoke it first")
    key, written = generate_key(name, scopes, workspaces)
    _write(store, [*held, key])
    return key, written


def revoke_key(store: Store, which: str) -> ApiKey:
    """Remove a key, by its id or its name, from a library; returns it.

    Raises:
        ValueError: there is no such key; the message names those that there are.
    """
    held = read_keys(store)
    found = next((key for key in held if which in (key.id, key.name)), None)
    if found is None:
        names = ", ".join(f"{key.id} ({key.name})" for key in held) or "none"
        raise ValueError(f"there is no key {which!r}; there are: {names}")
    _write(store, [key for key in held if key.id != found.id])
    return found


def require_keys(store: Store, host: str) -> None:
    """What other machines reach is served only where there are keys.

    Raises:
        ValueError: they reach `host`, and the library has none; the message says how to make one.
    """
    if not read_keys(store):
        require_loopback(host)


def _kept(store: Store) -> tuple[ApiKey, ...] | None:
    """The keys of the record, or None where there is no record."""
    try:
        record = store.read_library_json(KEYS_FILE)
        return None if record is None else tuple(ApiKey.model_validate(one) for one in record["keys"])
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"{store.root / KEYS_FILE} is no list of keys: {problem}") from None


def _write(store: Store, keys: Iterable[ApiKey]) -> None:
    store.write_library_json(KEYS_FILE, {"keys": [key.model_dump(mode="json") for key in keys]})


class ApiKeyCache(PollingThread):
    """The keys of a library as a running service knows them: read once, then every few seconds by a thread.

    Raises:
        ValueError: the record of the keys cannot be understood.
    """

    def __init__(self, store: Store) -> None:
        super().__init__("keys", interval_s=POLL_INTERVAL_S)
        self._store = store
        self._keys = {key.id: key for key in read_keys(store)}

    @property
    def empty(self) -> bool:
        """Whether the library has no keys."""
        return not self._keys

    def find(self, written: str) -> ApiKey | None:
        """The key that somebody wrote, or None where there is none such."""
        key = self._keys.get(key_id_of(written) or "")
        return key if key and key.matches(written) else None

    def _poll(self) -> None:
        self.refresh()

    def _describe(self, problem: Exception) -> str:
        return f"keys: could not be read, those of before stand: {problem}"

    def refresh(self) -> None:
        """Take over what the store has now.

        Raises:
            ValueError: the record of the keys cannot be understood.
        """
        kept = _kept(self._store)
        if kept is None and self._keys:  # revoking the last key leaves an empty list: this is a store gone missing
            raise ValueError(f"{self._store.root / KEYS_FILE} is gone")
        keys = {key.id: key for key in kept or ()}
        if keys != self._keys:
            log.info("keys: there are now %d", len(keys))
        self._keys = keys
