"""What a collection has published, listed once for all who follow it in one process.

A listing names every video of the library: on S3 that is a request per thousand of them. Whoever must know what is
published now refreshes the listing; the others read it as it was seen a moment ago.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.generation import PublishedMark
from vindex_search.storage.store import Store

MAX_AGE_S: Final = 0.75  # more than the index follower's interval: while it refreshes, nobody else has to list

PublishedVideos = Mapping[str, PublishedMark]  # by video id


@dataclass(frozen=True, slots=True)
class Changes:
    """The videos in which two listings differ."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]

    @property
    def video_ids(self) -> frozenset[str]:
        """All of them."""
        return self.added | self.changed | self.removed


def changes(before: PublishedVideos, after: PublishedVideos) -> Changes:
    """What came, got another generation or number of points, and went between two listings."""
    return Changes(
        added=frozenset(after.keys() - before.keys()),
        changed=frozenset(name for name in before.keys() & after.keys() if before[name] != after[name]),
        removed=frozenset(before.keys() - after.keys()),
    )


class PublishedListing:
    """The last listing of what a store has published; any number of threads may ask for it.

    Args:
        store: As one model set sees it.
        max_age_s: Seconds after which `current` lists again.
    """

    def __init__(self, store: Store, *, max_age_s: float = MAX_AGE_S) -> None:
        self._store, self._max_age_s = store, max_age_s
        self._lock = threading.Lock()
        self._listed: tuple[float, PublishedVideos] | None = None  # since when it holds, and what it says

    def current(self) -> PublishedVideos:
        """The last listing, made anew where it is older than `max_age_s`; one for all who ask meanwhile."""
        known = self._recent()
        if known is not None:
            return known
        with self._lock:
            known = self._recent()
            return self._list() if known is None else known

    def refresh(self) -> PublishedVideos:
        """The listing of this moment, for all who ask next."""
        with self._lock:
            return self._list()

    def _recent(self) -> PublishedVideos | None:
        listed = self._listed
        if listed is None or time.monotonic() - listed[0] >= self._max_age_s:
            return None
        return listed[1]

    def _list(self) -> PublishedVideos:
        began = time.monotonic()
        published = self._store.published()
        self._listed = began, published
        return published
