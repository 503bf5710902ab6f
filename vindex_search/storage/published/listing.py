"""The published generations of a collection, listed once for all readers in a process.

A listing has an entry for every video of the library, which on S3 takes one request per thousand. The index follower
refreshes it; other readers use the latest one while it is fresh. It is made anew where the revision of the collection
(`published/revision.py`) has changed, and now and then where it has not: a publisher may have been killed between the
two, or be of a version that knew no revisions.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from vindex_search.contract.generation import PublishedMark
from vindex_search.storage.published.revision import UNKNOWN
from vindex_search.storage.store import Store

MAX_AGE_S: Final = 0.75  # longer than the index follower's interval: while that refreshes, no one else has to ask
MAX_UNCHANGED_S: Final = 30.0  # after that a listing is made anew though the revision is the same

PublishedVideos = Mapping[str, PublishedMark]  # by video id


@dataclass(frozen=True, slots=True)
class _Listed:
    """A listing, the revision before it was begun, and when it was begun and last found unchanged (monotonic)."""

    published: PublishedVideos
    revision: str
    listed_at: float
    checked_at: float


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
        max_age_s: Seconds after which `current` looks again.
        max_unchanged_s: Seconds after which it is made anew whatever the revision.
    """

    def __init__(self, store: Store, *, max_age_s: float = MAX_AGE_S, max_unchanged_s: float = MAX_UNCHANGED_S) -> None:
        self._store, self._max_age_s, self._max_unchanged_s = store, max_age_s, max_unchanged_s
        self._lock = threading.Lock()
        self._listed: _Listed | None = None

    def current(self) -> PublishedVideos:
        """The latest listing, refreshed if it is older than `max_age_s`; concurrent callers share one refresh."""
        fresh = self._fresh()
        if fresh is not None:
            return fresh
        with self._lock:
            fresh = self._fresh()
            return self._refresh() if fresh is None else fresh

    def refresh(self) -> PublishedVideos:
        """What is published now; `current` returns this listing afterwards."""
        with self._lock:
            return self._refresh()

    def _fresh(self) -> PublishedVideos | None:
        listed = self._listed
        if listed is None or time.monotonic() - listed.checked_at >= self._max_age_s:
            return None
        return listed.published

    def _refresh(self) -> PublishedVideos:
        """The listing, made anew where the revision has changed; it is read first: what changes meanwhile is seen."""
        now, revision, listed = time.monotonic(), self._store.revision(), self._listed
        if listed and self._is_unchanged(listed, revision, now):
            self._listed = replace(listed, checked_at=now)
            return listed.published
        self._listed = _Listed(self._store.published(), revision, now, now)
        return self._listed.published

    def _is_unchanged(self, listed: _Listed, revision: str, now: float) -> bool:
        is_same = revision == listed.revision != UNKNOWN
        return is_same and now - listed.listed_at < self._max_unchanged_s
