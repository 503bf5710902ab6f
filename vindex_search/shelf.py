"""The videos of a library as they were seen last, in memory: answering a search reads no record.

What is published is listed often, for it changes what can be found; the records of all videos are read anew as often
as a twentieth of the time allows, so a large library costs no more than a small one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from vindex_search.index.where import Where
from vindex_search.store import Store
from vindex_search.videos import STATUSES, Status, Video, all_videos, one_video

log = logging.getLogger("vindex.service")

LOOK_S: Final = 1.0  # how often it is seen what was published
PAUSE_SHARE: Final = 20  # times as long as the reading took, before everything is read again

Published = dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look: the videos that there are, which of them can be found, and what was counted among them so far."""

    videos: dict[str, Video]
    published: Published
    counted: dict[Where, tuple[int, int]] = field(default_factory=dict)


class Shelf:
    """The videos of a store; until `start` they are read when they are first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: _Seen | None = None
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shelf", daemon=True)

    def start(self) -> None:
        """Keep up with the store from a thread of its own until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the look under way and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def one(self, video_id: str) -> Video | None:
        """A video, read from the store where it was not seen yet."""
        return self._now().videos.get(video_id) or one_video(self._store, video_id)

    def look_again(self, video_id: str) -> None:
        """Read a video anew, for it was changed or removed just now."""
        with self._turn:
            if self._seen is not None:
                self._seen = _Seen(self._with(self._seen.videos, [video_id]), self._seen.published)

    def among(self, where: Where) -> list[Video]:
        """The videos that a search may look at, whether or not anything can be found in them yet."""
        return [video for video in self._now().videos.values() if _is_asked_for(video, where)]

    def counts(self, where: Where) -> tuple[int, int]:
        """How many videos a search may look at, and in how many of them something can be found."""
        seen = self._now()
        if where not in seen.counted:
            asked = self.among(where)
            seen.counted[where] = len(asked), sum(video.video_id in seen.published for video in asked)
        return seen.counted[where]

    def statuses(self) -> dict[Status, int]:
        """How many videos are in which state."""
        found = Counter(video.status for video in self._now().videos.values())
        return {status: found[status] for status in STATUSES}

    def _now(self) -> _Seen:
        with self._turn:
            if self._seen is None:
                self._seen = self._read()
            return self._seen

    def _read(self) -> _Seen:
        published = self._store.published()
        return _Seen({video.video_id: video for video in all_videos(self._store)}, published)

    def _run(self) -> None:
        due = 0.0
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                if began >= due:
                    self._seen = self._read()
                    due = time.monotonic() + PAUSE_SHARE * (time.monotonic() - began)
                else:
                    self._follow()
            except Exception as problem:  # noqa: BLE001 - S3 has errors of its own, and a dead thread is silent
                log.warning("the videos could not be read, trying again: %s", problem)
            self._stop.wait(LOOK_S)

    def _follow(self) -> None:
        """Read anew what was published or taken back since the last look."""
        seen, published = self._now(), self._store.published()
        changed = [
            name for name in seen.published.keys() | published.keys() if seen.published.get(name) != published.get(name)
        ]
        if changed:
            self._seen = _Seen(self._with(seen.videos, changed), published)

    def _with(self, videos: dict[str, Video], changed: Iterable[str]) -> dict[str, Video]:
        found = dict(videos)
        for video_id in changed:
            video = one_video(self._store, video_id)
            if video:
                found[video_id] = video
            else:
                found.pop(video_id, None)
        return found


def _is_asked_for(video: Video, where: Where) -> bool:
    """Whether a search may look at a video; what is said of its points alone does not count here."""
    uploaded = video.uploaded_at or ""
    return (
        (not where.workspaces or video.workspace in where.workspaces)
        and (not where.video_ids or video.video_id in where.video_ids)
        and (not where.tags or not set(where.tags).isdisjoint(video.tags))
        and (where.uploaded_after is None or uploaded >= where.uploaded_after)
        and (where.uploaded_before is None or uploaded < where.uploaded_before)
    )
