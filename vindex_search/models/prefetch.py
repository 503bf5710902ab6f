"""Preparing the next batch while this one is worked on: a bounded step ahead, in a thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
P = TypeVar("P")

STEPS: Final = 2  # batches that wait, prepared: one for the moment that the last is done, one for uneven work


def prefetch(batches: Iterable[T], prepare: Callable[[T], P]) -> Iterator[P]:
    """The prepared batches in order; whatever preparing one raises comes out in its place.

    Closing the iterator ends the preparation; batches not yet begun are left.
    """
    aside = ThreadPoolExecutor(1, thread_name_prefix="prepare")
    waiting: deque[Future[P]] = deque()
    try:
        for batch in batches:
            waiting.append(aside.submit(prepare, batch))
            if len(waiting) > STEPS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        aside.shutdown(cancel_futures=True)
