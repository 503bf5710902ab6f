"""Prefetching: the next batches are prepared in a thread while the current one is processed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
P = TypeVar("P")

MAX_PREPARED: Final = 2  # batches prepared in advance: the next one, and one more to even out uneven work


def prefetch(batches: Iterable[T], prepare: Callable[[T], P]) -> Iterator[P]:
    """Yield `prepare(batch)` for each batch, in order; an error of `prepare` is raised in its batch's place.

    Closing the iterator stops the thread; batches not yet started are not prepared.
    """
    executor = ThreadPoolExecutor(1, thread_name_prefix="prefetch")
    prepared: deque[Future[P]] = deque()
    try:
        for batch in batches:
            prepared.append(executor.submit(prepare, batch))
            if len(prepared) > MAX_PREPARED:
                yield prepared.popleft().result()
        while prepared:
            yield prepared.popleft().result()
    finally:
        executor.shutdown(cancel_futures=True)
