"""Synchronises an embedded index with the store, to which the pipeline publishes.

Each cycle compares two listings and applies their difference; no other state is kept, so that a service killed at any
point continues from the same comparison:

    store   listing of `published/`         video -> generation, number of points
    index   facet count of the generations  generation -> number of points
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.common.telemetry.observer import NULL_OBSERVER, Observer
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.index.base import Index
from vindex_search.storage.published.listing import PublishedListing, PublishedVideos
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.index")

BULK_LOAD_VIDEOS: Final = 64  # new videos per flush: at most so many are loaded again after a crash
POLL_S: Final = 0.5  # well within the promise that published points are searchable after 2 s


@dataclass(frozen=True, slots=True)
class Difference:
    """What an index lacks: videos whose points have to be published or published again, and videos to remove."""

    apply: tuple[str, ...]
    remove: tuple[str, ...]


def difference(published: PublishedVideos, indexed: Mapping[Generation, int]) -> Difference:
    """Compare the store with the index.

    Args:
        published: Per video its generation and number of points in the store.
        indexed: Per generation its number of points in the index.
    """
    expected = {mark.generation: mark.points for mark in published.values() if mark.points}
    incomplete = {generation.video_id for generation, count in expected.items() if indexed.get(generation) != count}
    stale = {generation.video_id for generation in indexed if generation not in expected}
    expected_videos = {generation.video_id for generation in expected}
    return Difference(
        apply=tuple(sorted(incomplete | (stale & expected_videos))),
        remove=tuple(sorted(stale - expected_videos)),
    )


def catch_up(store: Store, index: Index) -> None:
    """Apply all differences between the store and the index."""
    for _ in apply_changes(store, index, store.published()):
        pass


def apply_changes(store: Store, index: Index, published: PublishedVideos) -> Iterator[Sequence[str]]:
    """Apply the differences between a listing of the store and the index, step by step.

    Yields:
        After each step the videos that have become searchable, or searchable in their new generation.
    """
    indexed = index.generations()
    todo = difference(published, indexed)
    indexed_videos = {generation.video_id for generation in indexed}
    yield from _load_new(store, index, [video_id for video_id in todo.apply if video_id not in indexed_videos])
    for video_id in (video_id for video_id in todo.apply if video_id in indexed_videos):
        index.publish(video_id, store.read_table(video_id, POINTS))
        log.info("index: replaced: %s", video_id)
        yield [video_id]
    for video_id in todo.remove:
        index.remove(video_id)
        log.info("index: removed: %s", video_id)
        yield []


def _load_new(store: Store, index: Index, video_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Load videos of which the index has no points, in bulk."""
    for start in range(0, len(video_ids), BULK_LOAD_VIDEOS):
        batch = video_ids[start : start + BULK_LOAD_VIDEOS]
        index.bulk_load(store.read_table(video_id, POINTS) for video_id in batch)
        log.info("index: added: %s", ", ".join(batch))
        yield batch


class IndexFollower(PollingThread):
    """A thread that keeps an index in sync with the store, comparing them twice a second.

    Args:
        store: The store.
        listing: The listing of what it has published.
        index: The index.
        observer: Receives how long after being published each video became searchable.
        on_change: Called after each cycle that changed the index, for the first time before `ready` is set.

    Attributes:
        ready: Set once the index has caught up for the first time.
    """

    def __init__(
        self,
        store: Store,
        listing: PublishedListing,
        index: Index,
        observer: Observer = NULL_OBSERVER,
        *,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__("index-follower", interval_s=POLL_S, immediate=True)
        self._store, self._listing, self._index = store, listing, index
        self._observer, self._on_change = observer, on_change
        self._applied: PublishedVideos | None = None
        self.ready = threading.Event()

    def _describe(self, problem: Exception) -> str:
        return f"the index cannot follow the store, trying again: {problem}"

    def _poll(self) -> None:
        published = self._listing.refresh()
        if published != self._applied:
            for video_ids in apply_changes(self._store, self._index, published):
                self._record_freshness(video_ids)
                if self._stopping:
                    return
            self._on_change()
            self._applied = published
        self.ready.set()

    def _record_freshness(self, video_ids: Sequence[str]) -> None:
        """Report the time from publication to now, except for videos that waited for the service to start."""
        if self.ready.is_set():
            for published_at in filter(None, map(self._store.published_at, video_ids)):
                self._observer.record_freshness(max(0.0, time.time() - published_at))
