"""turns: no more at once than allowed, the others later, and a turn is given back whatever happens."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AbstractContextManager, nullcontext

import pytest

from vindex_search.common.observer import NULL_OBSERVER
from vindex_search.query.limiter import SearchLimiter


class Counting:
    """Work that notes how many do it together, and lasts until as many as expected have met."""

    def __init__(self, together: int) -> None:
        self._meeting = threading.Barrier(together)
        self._turn = threading.Lock()
        self.now = self.most = 0

    def __call__(self) -> int:
        with self._turn:
            self.now += 1
            self.most = max(self.most, self.now)
        self._meeting.wait(30)
        with self._turn:
            self.now -= 1
        return 1


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_as_many_run_together_as_are_allowed(at_once: int) -> None:
    work = Counting(at_once)

    async def all_of_them() -> list[int]:
        turns = SearchLimiter(NULL_OBSERVER, max_concurrent=at_once)
        return await asyncio.gather(*(turns.run(work) for _ in range(4 * at_once)))

    assert asyncio.run(all_of_them()) == [1] * 4 * at_once
    assert work.most == at_once


def test_an_error_gives_the_turn_back() -> None:
    def wrong() -> None:
        raise ValueError("wrong")

    async def twice() -> None:
        turns = SearchLimiter(NULL_OBSERVER, max_concurrent=1)
        for _ in range(2):
            with pytest.raises(ValueError, match="wrong"):
                await turns.run(wrong)

    asyncio.run(asyncio.wait_for(twice(), 30))


def test_waiting_is_told_apart_from_the_work() -> None:
    stages: list[str] = []

    class Noting:
        def time_stage(self, stage: str, *_of: object) -> AbstractContextManager[None]:
            stages.append(stage)
            return nullcontext()

        def record_freshness(self, _after_s: float, /) -> None:
            return None

    assert asyncio.run(SearchLimiter(Noting()).run(lambda: 7)) == 7
    assert stages == ["turn"]
