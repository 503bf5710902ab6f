"""The videos of a library as they were seen last, in memory: answering a search reads no record.

What is published is listed often, for it changes what can be found; the records of all videos are read anew one after
the other with a pause after each, a twentieth of the time, so that a large library costs no more than a small one and
no search waits for a long reading.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vindex_search.common.polling import PollingThread
from vindex_search.contract.records import STATUSES, Status
from vindex_search.index.types import PointFilter
from vindex_search.storage.published import PublishedListing, PublishedVideos, changes
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, all_videos, get_video

POLL_INTERVAL_S: Final = 1.0  # how often it is seen what was published
PAUSE_FACTOR: Final = 20  # times as long as reading a video took, before the next one is read


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look: the videos that there are, which of them can be found, and what was counted among them so far."""

    videos: dict[str, Video]
    published: PublishedVideos
    counted: dict[PointFilter, tuple[int, int]] = field(default_factory=dict)

    def with_videos(self, found: Mapping[str, Video | None], published: PublishedVideos | None = None) -> _Seen:
        """The same, with some videos as they were read since, of which None are gone; itself where nothing changed."""
        if published is None and all(self.videos.get(name) == video for name, video in found.items()):
            return self
        videos = {name: video for name, video in {**self.videos, **found}.items() if video}
        return _Seen(videos, self.published if published is None else published)


class VideoCache(PollingThread):
    """The videos of a store; until `start` they are read when they are first asked for."""

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        super().__init__("shelf", interval_s=POLL_INTERVAL_S, immediate=True)
        self._store, self._listing = store, listing
        self._seen: _Seen | None = None
        self._looks = 0  # how often somebody had a video read who knew that it changed
        self._round: Iterator[str] = iter(())  # the videos that are still to be read anew
        self._lock = threading.Lock()

    def get(self, video_id: str) -> Video | None:
        """A video, read from the store where it was not seen yet."""
        return self._now().videos.get(video_id) or get_video(self._store, video_id)

    def refresh(self, video_id: str) -> None:
        """Read a video anew, for it was changed or removed just now."""
        with self._lock:
            self._looks += 1
            if self._seen is not None:
                self._seen = self._seen.with_videos({video_id: get_video(self._store, video_id)})

    def matching(self, where: PointFilter) -> list[Video]:
        """The videos that a search may look at, whether or not anything can be found in them yet."""
        return [video for video in self._now().videos.values() if _is_asked_for(video, where)]

    def coverage(self, where: PointFilter) -> tuple[int, int]:
        """How many videos a search may look at, and in how many of them something can be found."""
        seen = self._now()
        if where not in seen.counted:
            asked = self.matching(where)
            seen.counted[where] = len(asked), sum(video.video_id in seen.published for video in asked)
        return seen.counted[where]

    def status_counts(self) -> dict[Status, int]:
        """How many videos are in which state."""
        found = Counter(video.status for video in self._now().videos.values())
        return {status: found[status] for status in STATUSES}

    def _now(self) -> _Seen:
        with self._lock:
            if self._seen is None:
                self._seen = self._read()
            return self._seen

    def _read(self) -> _Seen:
        published = self._listing.current()
        return _Seen({video.video_id: video for video in all_videos(self._store)}, published)

    def _poll(self) -> None:
        until = time.monotonic() + POLL_INTERVAL_S
        self._follow()
        self._go_round(until)

    def _describe(self, problem: Exception) -> str:
        return f"the videos could not be read, trying again: {problem}"

    def _follow(self) -> None:
        """Read anew what was published or taken back since the last look."""
        looks, seen, published = self._looks, self._now(), self._listing.current()
        if published != seen.published:
            found = {name: get_video(self._store, name) for name in changes(seen.published, published).video_ids}
            self._put(found, looks, published)

    def _go_round(self, until: float) -> None:
        """Read the next videos anew for as long as there is time; after the last one begin again another time."""
        for video_id in self._round:
            looks, began = self._looks, time.monotonic()
            self._put({video_id: get_video(self._store, video_id)}, looks)
            ended = time.monotonic()
            if self._wait(min(PAUSE_FACTOR * (ended - began), until - ended)) or time.monotonic() >= until:
                return
        self._round = iter({*self._now().videos, *self._store.video_ids()})

    def _put(self, found: Mapping[str, Video | None], looks: int, published: PublishedVideos | None = None) -> None:
        """Keep what was read, unless somebody looked since it was begun: then it may be older than what is known."""
        with self._lock:
            if self._seen is not None and self._looks == looks:
                self._seen = self._seen.with_videos(found, published)


def _is_asked_for(video: Video, where: PointFilter) -> bool:
    """Whether a search may look at a video; what is said of its points alone does not count here."""
    uploaded = video.uploaded_at or ""
    return (
        (not where.workspaces or video.workspace in where.workspaces)
        and (not where.video_ids or video.video_id in where.video_ids)
        and (not where.tags or not set(where.tags).isdisjoint(video.tags))
        and (where.uploaded_after is None or uploaded >= where.uploaded_after)
        and (where.uploaded_before is None or uploaded < where.uploaded_before)
    )
