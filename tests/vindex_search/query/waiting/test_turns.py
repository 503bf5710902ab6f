"""turns: so many at once, so many waiting, the rest refused; a turn is given back after an error."""

from __future__ import annotations

import asyncio
import threading

import pytest

from vindex_search.query.waiting.turns import TooManyWaiting, Turns


def test_so_many_run_so_many_wait_and_the_rest_is_refused() -> None:
    go = threading.Event()

    def work() -> int:
        assert go.wait(60)
        return 1

    async def ask() -> list[int]:
        turns = Turns("lists", at_once=2, waiting=3)
        asked = [asyncio.create_task(turns.run(work)) for _ in range(5)]
        for _ in range(50):  # rounds of the loop, in which all of them have asked
            await asyncio.sleep(0)
        with pytest.raises(TooManyWaiting, match="3 lists are waiting"):
            await turns.run(work)
        go.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(ask()) == [1] * 5


def test_a_turn_is_given_back_after_an_error() -> None:
    async def ask() -> int:
        turns = Turns("lists", at_once=1, waiting=1)
        with pytest.raises(ZeroDivisionError):
            await turns.run(lambda: 1 // 0)
        return await turns.run(lambda: 1)

    assert asyncio.run(ask()) == 1
