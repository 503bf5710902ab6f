"""Concurrency limit: the number of slots, their release after errors, and the time spent waiting."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AbstractContextManager, nullcontext

import pytest

from vindex_search.common.telemetry.observer import NULL_OBSERVER
from vindex_search.query.waiting.limiter import SearchLimiter


class ConcurrentWork:
    """Work that records its highest concurrency, and lasts until as many as expected run together."""

    def __init__(self, expected: int) -> None:
        self._barrier = threading.Barrier(expected)
        self._lock = threading.Lock()
        self.running = self.highest = 0

    def __call__(self) -> int:
        with self._lock:
            self.running += 1
            self.highest = max(self.highest, self.running)
        self._barrier.wait(30)
        with self._lock:
            self.running -= 1
        return 1


@pytest.mark.parametrize("max_concurrent", [1, 2, 3])
def test_as_many_run_concurrently_as_there_are_slots(max_concurrent: int) -> None:
    work = ConcurrentWork(max_concurrent)

    async def run_all() -> list[int]:
        limiter = SearchLimiter(NULL_OBSERVER, max_concurrent=max_concurrent)
        return await asyncio.gather(*(limiter.run(work) for _ in range(4 * max_concurrent)))

    assert asyncio.run(run_all()) == [1] * 4 * max_concurrent
    assert work.highest == max_concurrent


def test_an_error_releases_the_slot() -> None:
    def fail() -> None:
        raise ValueError("failed")

    async def run_twice() -> None:
        limiter = SearchLimiter(NULL_OBSERVER, max_concurrent=1)
        for _ in range(2):
            with pytest.raises(ValueError, match="failed"):
                await limiter.run(fail)

    asyncio.run(asyncio.wait_for(run_twice(), 30))


def test_waiting_is_timed_apart_from_the_work() -> None:
    stages: list[str] = []

    class RecordingObserver:
        def time_stage(self, stage: str, *_of: object) -> AbstractContextManager[None]:
            stages.append(stage)
            return nullcontext()

        def record_freshness(self, _after_s: float, /) -> None:
            return None

    assert asyncio.run(SearchLimiter(RecordingObserver()).run(lambda: 7)) == 7
    assert stages == ["turn"]
