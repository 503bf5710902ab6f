"""Concurrency limit for searches: as many run at once as there are cores, the others queue.

A search is bound by the processor, half of it under the GIL. Twenty at once would each take twenty times as long and
delay every other request; with one a core each is as fast as alone, and videos and pages are served in between.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from vindex_search.common.telemetry.observer import Observer

T = TypeVar("T")


class SearchLimiter:
    """The search slots of one application.

    Args:
        observer: Receives how long each search waited, as the stage `turn`.
        max_concurrent: Number of slots; 0: one for each core.
    """

    def __init__(self, observer: Observer, *, max_concurrent: int = 0) -> None:
        self._slots = CapacityLimiter(max_concurrent or len(os.sched_getaffinity(0)))
        self._observer = observer

    async def run(self, work: Callable[[], T]) -> T:
        """Run work in a thread once a slot is free."""
        with self._observer.time_stage("turn"):
            await self._slots.acquire()
        try:
            return await run_sync(work)
        finally:
            self._slots.release()
