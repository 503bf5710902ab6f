"""The shares that this process has looked up within the last second, and what they show.

A page of thumbnails sends its token a hundred times at once, and on S3 each look would take some requests.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from vindex_search.sharing.grant import Grant, grant_of
from vindex_search.sharing.share import share_id_of
from vindex_search.sharing.share_store import ShareStore
from vindex_search.storage.store import Store

MAX_AGE_S: Final = 1.0  # what was revoked or changed on another service is refused after this time; promised are two
MAX_ENTRIES: Final = 1024  # those in use within a second, and unknown ones that somebody tries


class ShareCache:
    """Finds the share of a token. What the store does not have is remembered too, so that guessing costs it little.

    Errors of the store (OSError, or botocore's on S3) pass.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._found: OrderedDict[str, tuple[float, Grant | None]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, token: str) -> Grant | None:
        """What a token shows; None where it is malformed, unknown, revoked or has ended."""
        share_id = share_id_of(token)
        grant = self._look_up(share_id) if share_id else None
        if grant is None or not grant.share.matches(token) or grant.share.has_ended(datetime.now(UTC)):
            return None
        return grant

    def forget(self) -> None:
        """Look everything up anew: something was revoked here."""
        with self._lock:
            self._found.clear()

    def _look_up(self, share_id: str) -> Grant | None:
        now = self._clock()
        with self._lock:
            read_at, grant = self._found.get(share_id, (-MAX_AGE_S, None))
        if now - read_at < MAX_AGE_S:
            return grant
        share = ShareStore(self._store).find(share_id)
        grant = grant_of(self._store, share) if share else None
        self._keep(share_id, now, grant)
        return grant

    def _keep(self, share_id: str, now: float, grant: Grant | None) -> None:
        with self._lock:
            self._found[share_id] = (now, grant)
            self._found.move_to_end(share_id)
            if len(self._found) > MAX_ENTRIES:
                self._found.popitem(last=False)
