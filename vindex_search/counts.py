"""How many videos are in which state, for those who ask every few seconds.

A count reads the records of every video, which takes seconds on a large library and minutes on S3. So it is made
aside, at most one at a time, and whoever asks is given the last one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from vindex_search.store import Store
from vindex_search.videos import STATUSES, Status, all_videos

log = logging.getLogger("vindex.service")

REST_S: Final = 30.0  # between the end of a count and the next, so that counting is never all that a disk does


def count(store: Store) -> dict[Status, int]:
    """Videos per state, read off the store now."""
    found = Counter(video.status for video in all_videos(store))
    return {status: found[status] for status in STATUSES}


class Counts:
    """The last count of a library; asking for it begins another one where it is old."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._counting = threading.Lock()
        self._last: Mapping[Status, int] = {}
        self._until = 0.0

    def last(self) -> Mapping[Status, int]:
        """Videos per state as they were counted last; nothing before the first count has ended."""
        if time.monotonic() >= self._until and self._counting.acquire(blocking=False):
            threading.Thread(target=self._count, name="count-videos", daemon=True).start()
        return self._last

    def _count(self) -> None:
        try:
            self._last = count(self._store())
        except OSError as problem:
            log.warning("videos could not be counted: %s", problem)
        finally:
            self._until = time.monotonic() + REST_S
            self._counting.release()
