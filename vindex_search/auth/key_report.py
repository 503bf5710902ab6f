"""Sentences for operators on the keys of a library: which expire, and what it means that none is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from vindex_search.auth.expiry import EXPIRING_SOON
from vindex_search.auth.key_record import Keys

CLOSED: Final = (
    "that was the last key: every request is refused now, on this machine too. `vindex keys create` makes another one; "
    "to open the library to everybody on this machine again, stop the service and delete {path}"
)
NONE_LEFT: Final = "every API key was revoked, so that every request is refused; `vindex keys create` makes one"


def key_notices(keys: Keys | None, now: datetime | None = None) -> Iterator[str]:
    """What an operator should know; nothing about a library that never had keys (None).

    Args:
        keys: The keys of the library.
        now: The time, in UTC; None: now.
    """
    if keys is None:
        return
    if not keys:
        yield NONE_LEFT
    moment = now or datetime.now(UTC)
    for key in keys:
        if key.is_expired(moment):
            yield f"the API key {key.id} ({key.name}) has expired at {key.expires_at}; `vindex keys revoke` removes it"
        elif key.is_expired(moment + EXPIRING_SOON):
            yield f"the API key {key.id} ({key.name}) expires at {key.expires_at}: give out another one before"
