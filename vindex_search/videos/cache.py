"""The videos of a library in memory, so that answering a search reads no records.

A thread keeps them up to date in two ways. Every second it lists the published marks and rereads the videos whose
marks changed, since they decide what a search can find. In the time left it rereads the records of all videos, one
after another, with a pause of `PAUSE_FACTOR` times the reading time after each: the load is the same for any library.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.contract.notes import NoteCode
from vindex_search.contract.records import STATUSES, Status
from vindex_search.index.types import PointFilter
from vindex_search.storage.notes import count_by_code
from vindex_search.storage.published.listing import PublishedListing, PublishedVideos, changes
from vindex_search.storage.store import Store
from vindex_search.videos.listing_memory import ListingMemory
from vindex_search.videos.video import Video, all_videos, get_video

POLL_INTERVAL_S: Final = 1.0
PAUSE_FACTOR: Final = 20
COVERAGES_KEPT: Final = 1024  # filters: a caller may ask with any, and each is some kilobytes at most


@dataclass(frozen=True, slots=True)
class _State:
    """The videos and the published marks at one time, with the coverage of each filter that was asked for since."""

    videos: dict[str, Video]
    published: PublishedVideos
    coverage: dict[PointFilter, tuple[int, int]] = field(default_factory=dict)

    def updated(self, read: Mapping[str, Video | None], published: PublishedVideos | None = None) -> _State:
        """A state with newly read videos (None: deleted); the same object where nothing changed."""
        if published is None and all(self.videos.get(video_id) == video for video_id, video in read.items()):
            return self
        videos = {video_id: video for video_id, video in {**self.videos, **read}.items() if video}
        return _State(videos, self.published if published is None else published)


class VideoCache(PollingThread):
    """The videos of a store; all are read on first use, and kept up to date from `start` on.

    A video that the thread began to read before a `refresh` may be older than the refreshed one. So each reading
    remembers the number of refreshes at its start, and is discarded where that has changed.
    """

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        super().__init__("video-cache", interval_s=POLL_INTERVAL_S, immediate=True)
        self.memory = ListingMemory(store)
        self._store, self._listing = store, listing
        self._state: _State | None = None
        self._refreshes = 0
        self._to_reread: Iterator[str] = iter(())
        self._lock = threading.Lock()

    def get(self, video_id: str) -> Video | None:
        """A video; one that is not in memory yet is read from the store."""
        return self._current().videos.get(video_id) or get_video(self._store, video_id)

    def refresh(self, video_id: str) -> None:
        """Read a video that was changed or deleted just now."""
        with self._lock:
            self._refreshes += 1
            if self._state is not None:
                self._state = self._state.updated({video_id: get_video(self._store, video_id)})

    def matching(self, where: PointFilter) -> list[Video]:
        """The videos in the scope of a search, whether or not they are published yet."""
        return [video for video in self._current().videos.values() if _in_scope(video, where)]

    def snapshot(self) -> Mapping[str, Video]:
        """All videos by id: the same object for as long as none of them, and nothing published, has changed."""
        return self._current().videos

    def coverage(self, where: PointFilter) -> tuple[int, int]:
        """Number of videos in the scope of a search, and how many of them are published."""
        state = self._current()
        known = state.coverage.get(where)
        return known if known is not None else self._count_coverage(state, where)

    def _count_coverage(self, state: _State, where: PointFilter) -> tuple[int, int]:
        videos = self.matching(where)
        counts = len(videos), sum(video.video_id in state.published for video in videos)
        if len(state.coverage) >= COVERAGES_KEPT:
            state.coverage.clear()
        state.coverage[where] = counts
        return counts

    def status_counts(self) -> dict[Status, int]:
        """Number of videos by status."""
        counts = Counter(video.status for video in self._current().videos.values())
        return {status: counts[status] for status in STATUSES}

    def note_counts(self) -> dict[NoteCode, int]:
        """Number of videos with a note, by its code."""
        return count_by_code(video.notes for video in self._current().videos.values())

    def _current(self) -> _State:
        with self._lock:
            if self._state is None:
                self._state = self._read_all()
            return self._state

    def _read_all(self) -> _State:
        published = self._listing.current()
        return _State({video.video_id: video for video in all_videos(self._store)}, published)

    def _poll(self) -> None:
        until = time.monotonic() + POLL_INTERVAL_S
        self._follow_published()
        self._reread_some(until)

    def _describe(self, problem: Exception) -> str:
        return f"the videos could not be read, trying again: {problem}"

    def _follow_published(self) -> None:
        """Reread the videos whose published marks changed."""
        refreshes, state, published = self._refreshes, self._current(), self._listing.current()
        if published != state.published:
            changed = changes(state.published, published).video_ids
            self._update({video_id: get_video(self._store, video_id) for video_id in changed}, refreshes, published)

    def _reread_some(self, until: float) -> None:
        """Reread the next videos until a time (`time.monotonic`); a round over all of them may take many polls."""
        for video_id in self._to_reread:
            refreshes, began = self._refreshes, time.monotonic()
            self._update({video_id: get_video(self._store, video_id)}, refreshes)
            ended = time.monotonic()
            if self._wait(min(PAUSE_FACTOR * (ended - began), until - ended)) or time.monotonic() >= until:
                return
        self._to_reread = iter({*self._current().videos, *self._store.video_ids()})

    def _update(
        self, read: Mapping[str, Video | None], refreshes: int, published: PublishedVideos | None = None
    ) -> None:
        """Keep videos that were read, unless there was a refresh since their reading began."""
        with self._lock:
            if self._state is not None and self._refreshes == refreshes:
                self._state = self._state.updated(read, published)


def _in_scope(video: Video, where: PointFilter) -> bool:
    """Whether a filter admits a video; its conditions on points (language, speaker, time) do not count here."""
    uploaded = video.uploaded_at or ""
    return (
        (not where.workspaces or video.workspace in where.workspaces)
        and (not where.video_ids or video.video_id in where.video_ids)
        and (not where.tags or not set(where.tags).isdisjoint(video.tags))
        and (where.uploaded_after is None or uploaded >= where.uploaded_after)
        and (where.uploaded_before is None or uploaded < where.uploaded_before)
        and where.admits_duration(video.duration_s)
        and where.admits_description(video.description)
    )
