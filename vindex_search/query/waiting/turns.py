"""Turns for work that is long or takes much memory: few at once, some wait, the rest is refused at once.

Such work shares no threads with what has to answer always: a thread is taken when its turn has come, not before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

T = TypeVar("T")


class TooManyWaiting(Exception):
    """As many wait for a turn as may wait; the message says so."""


class Turns:
    """The turns of one kind of work.

    Args:
        kind: The plural that a refusal names, as in `lists`.
        at_once: How much of it runs at the same time.
        waiting: How much of it may wait.
    """

    def __init__(self, kind: str, *, at_once: int, waiting: int) -> None:
        self._kind, self._waiting = kind, waiting
        self._slots = CapacityLimiter(at_once)

    async def run(self, work: Callable[[], T]) -> T:
        """Run work in a thread when its turn has come.

        Raises:
            TooManyWaiting: too much waits already.
        """
        self._require_place()
        return await run_sync(work, limiter=self._slots)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Context manager: a turn for work that comes in pieces, such as a response that is streamed.

        Raises:
            TooManyWaiting: too much waits already.
        """
        self._require_place()
        async with self._slots:
            yield

    def _require_place(self) -> None:
        if self._slots.statistics().tasks_waiting >= self._waiting:
            raise TooManyWaiting(f"{self._waiting} {self._kind} are waiting for their turn already; try again shortly")
