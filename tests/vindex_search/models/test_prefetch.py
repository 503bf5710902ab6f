"""Prefetching: order, the bound on batches prepared in advance, errors, and stopping."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.prefetch import MAX_PREPARED, prefetch


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


def test_closing_stops_the_preparation() -> None:
    started: list[int] = []

    def prepare(number: int) -> int:
        started.append(number)
        time.sleep(0.05)
        return number

    prepared_batches = prefetch(range(50), prepare)
    next(prepared_batches)
    prepared_batches.close()  # type: ignore[attr-defined]  # a generator
    count = len(started)
    time.sleep(0.2)
    assert len(started) == count < 50
    assert not any(thread.name.startswith("prefetch") for thread in threading.enumerate())
