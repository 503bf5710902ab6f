"""Prefetching: order, the bound on batches prepared in advance, errors, and stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models import prefetch as prefetch_module
from vindex_search.models.prefetch import MAX_PREPARED, prefetch

PATIENCE_S = 60.0  # for a thread; no test takes a second of it


@given(st.lists(st.integers(), max_size=20))
def test_batches_are_prepared_in_order(numbers: list[int]) -> None:
    assert list(prefetch(numbers, lambda batch: batch * 2)) == [batch * 2 for batch in numbers]


def test_the_next_batch_is_prepared_while_the_current_one_is_processed() -> None:
    prepared = {number: threading.Event() for number in range(3)}

    def prepare(number: int) -> int:
        prepared[number].set()
        return number

    prepared_batches = prefetch(range(3), prepare)
    assert next(prepared_batches) == 0
    assert prepared[1].wait(timeout=10)
    prepared_batches.close()  # type: ignore[attr-defined]  # a generator


def test_the_number_of_batches_prepared_in_advance_is_bounded() -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    prepared_batches = prefetch(batches(), lambda batch: batch)
    assert next(prepared_batches) == 0
    assert len(taken) == MAX_PREPARED + 1
    prepared_batches.close()  # type: ignore[attr-defined]  # a generator


def test_an_error_is_raised_in_its_batchs_place() -> None:
    def prepare(number: int) -> int:
        if number == 2:
            raise ValueError("the third is broken")
        return number

    prepared_batches = prefetch(range(5), prepare)
    assert [next(prepared_batches), next(prepared_batches)] == [0, 1]
    with pytest.raises(ValueError, match="the third is broken"):
        next(prepared_batches)


def test_closing_waits_for_the_batch_under_way_and_prepares_no_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started, second, closing = list[int](), threading.Event(), threading.Event()

    class WatchedExecutor(ThreadPoolExecutor):
        """Tells when no further work can be added, before it waits for what runs."""

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            closing.set()
            super().shutdown(wait=wait)

    def prepare(number: int) -> int:
        started.append(number)
        if number == 1:
            second.set()
            assert closing.wait(PATIENCE_S)
        return number

    monkeypatch.setattr(prefetch_module, "ThreadPoolExecutor", WatchedExecutor)
    prepared_batches = prefetch(range(50), prepare)
    assert next(prepared_batches) == 0
    assert second.wait(PATIENCE_S)
    prepared_batches.close()  # type: ignore[attr-defined]  # a generator
    assert started == [0, 1]
    assert not any(thread.name.startswith("prefetch") for thread in threading.enumerate())
