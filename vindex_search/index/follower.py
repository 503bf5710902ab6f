"""Keeping the embedded index equal to what the pipeline has published.

The store is the truth: one listing of its `published/` folder names each video's generation and number of points,
one facet count of the index names what it holds, and the difference is applied. Nothing else is remembered, so a
service killed at any line comes back and continues from the same comparison.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vindex_search.common.observer import NULL_OBSERVER, Observer
from vindex_search.common.polling import PollingThread
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.index.base import Index
from vindex_search.storage.published import PublishedListing, PublishedVideos
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.index")

BULK_LOAD_VIDEOS: Final = 64  # new videos that are written out together: an end in between costs no more than these
POLL_S: Final = 0.5  # well inside the promise that a finished run is searchable within 2 s


@dataclass(frozen=True, slots=True)
class Difference:
    """Videos whose points are to be applied anew, and those to be removed."""

    apply: tuple[str, ...]
    remove: tuple[str, ...]


def difference(published: PublishedVideos, held: Mapping[Generation, int]) -> Difference:
    """Compare what readers should see with what the index holds.

    Args:
        published: Per video its generation and number of points.
        held: Per generation the number of points in the index.
    """
    wanted = {mark.generation: mark.points for mark in published.values() if mark.points}
    stale = {generation.video_id for generation in held if generation not in wanted}
    short = {generation.video_id for generation, count in wanted.items() if held.get(generation) != count}
    apply = short | {video_id for video_id in stale if video_id in published and published[video_id].points}
    return Difference(tuple(sorted(apply)), tuple(sorted(stale - apply)))


def catch_up(store: Store, index: Index) -> None:
    """Apply once whatever the index lacks."""
    for _ in apply_changes(store, index, store.published()):
        pass


def apply_changes(store: Store, index: Index, published: PublishedVideos) -> Iterator[list[str]]:
    """Apply what is published and the index lacks, some videos at a time; gives those found after each step."""
    held = index.generations()
    todo = difference(published, held)
    known = {generation.video_id for generation in held}
    new = [video_id for video_id in todo.apply if video_id not in known]
    for start in range(0, len(new), BULK_LOAD_VIDEOS):
        some = new[start : start + BULK_LOAD_VIDEOS]
        index.bulk_load(store.read_table(video_id, POINTS) for video_id in some)
        log.info("index: searchable: %s", ", ".join(some))
        yield some
    for video_id in (video_id for video_id in todo.apply if video_id in known):
        index.publish(video_id, store.read_table(video_id, POINTS))
        log.info("index: searchable anew: %s", video_id)
        yield [video_id]
    for video_id in todo.remove:
        index.remove(video_id)
        log.info("index: gone: %s", video_id)
        yield []


class IndexFollower(PollingThread):
    """Catches up twice a second until it is stopped; `ready` is set after the first time.

    `changed` is called when the index has caught up with a
    change, the first time before it is ready.
    """

    def __init__(
        self,
        store: Store,
        listing: PublishedListing,
        index: Index,
        observer: Observer = NULL_OBSERVER,
        *,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__("index-follower", interval_s=POLL_S, immediate=True)
        self._store, self._listing, self._index = store, listing, index
        self._observer, self._changed = observer, changed
        self._seen: PublishedVideos | None = None
        self.ready = threading.Event()

    def _describe(self, problem: Exception) -> str:
        return f"the index cannot follow the store, trying again: {problem}"

    def _poll(self) -> None:
        published = self._listing.refresh()
        if published != self._seen:
            for videos in apply_changes(self._store, self._index, published):
                self._observe(videos)
                if self._stopping:
                    return
            self._changed()
            self._seen = published
        self.ready.set()

    def _observe(self, videos: list[str]) -> None:
        """Say how long ago what can be found now was published; what waited for the service to begin says nothing."""
        if self.ready.is_set():
            for since in filter(None, map(self._store.published_at, videos)):
                self._observer.record_freshness(max(0.0, time.time() - since))
