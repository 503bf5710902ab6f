"""Searches take turns: as many run at once as there are cores, the others wait outside.

A search is work for a processor, half of it under Python's lock. Twenty at once would each take twenty times as long
and hold up whoever wants something else; one a core, each is as fast as alone, and films and pages are served between.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from vindex_search.common.observer import Observer

T = TypeVar("T")


class SearchLimiter:
    """The turns of one application.

    Args:
        observer: Is told how long each search waited.
        at_once: How many have their turn together; 0: one a core.
    """

    def __init__(self, observer: Observer, *, max_concurrent: int = 0) -> None:
        self._slots = CapacityLimiter(max_concurrent or len(os.sched_getaffinity(0)))
        self._observer = observer

    async def run(self, work: Callable[[], T]) -> T:
        """Do work in a thread when its turn has come."""
        with self._observer.time_stage("turn"):
            await self._slots.acquire()
        try:
            return await run_sync(work)
        finally:
            self._slots.release()
