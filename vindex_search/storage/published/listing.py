"""The published generations of a collection, listed once for all readers in a process.

A listing has an entry for every video of the library, which on S3 takes one request per thousand. The index follower
refreshes it; other readers use the latest one while it is fresh.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.generation import PublishedMark
from vindex_search.storage.store import Store

MAX_AGE_S: Final = 0.75  # longer than the index follower's interval: while that refreshes, no one else has to list

PublishedVideos = Mapping[str, PublishedMark]  # by video id


@dataclass(frozen=True, slots=True)
class Changes:
    """The videos, by id, in which two listings differ."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]

    @property
    def video_ids(self) -> frozenset[str]:
        """All videos that differ."""
        return self.added | self.changed | self.removed


def changes(before: PublishedVideos, after: PublishedVideos) -> Changes:
    """The difference of two listings; `changed` are videos with another generation or number of points."""
    return Changes(
        added=frozenset(after.keys() - before.keys()),
        changed=frozenset(name for name in before.keys() & after.keys() if before[name] != after[name]),
        removed=frozenset(before.keys() - after.keys()),
    )


class PublishedListing:
    """The latest listing of what a store has published; thread-safe.

    Args:
        store: Store of one collection.
        max_age_s: Seconds after which `current` lists again.
    """

    def __init__(self, store: Store, *, max_age_s: float = MAX_AGE_S) -> None:
        self._store, self._max_age_s = store, max_age_s
        self._lock = threading.Lock()
        self._listed: tuple[float, PublishedVideos] | None = None  # time.monotonic() of its start, and the listing

    def current(self) -> PublishedVideos:
        """The latest listing, refreshed if it is older than `max_age_s`; concurrent callers share one refresh."""
        fresh = self._fresh()
        if fresh is not None:
            return fresh
        with self._lock:
            fresh = self._fresh()
            return self._list() if fresh is None else fresh

    def refresh(self) -> PublishedVideos:
        """List now; `current` returns this listing afterwards."""
        with self._lock:
            return self._list()

    def _fresh(self) -> PublishedVideos | None:
        listed = self._listed
        if listed is None or time.monotonic() - listed[0] >= self._max_age_s:
            return None
        return listed[1]

    def _list(self) -> PublishedVideos:
        started = time.monotonic()
        published = self._store.published()
        self._listed = started, published
        return published
