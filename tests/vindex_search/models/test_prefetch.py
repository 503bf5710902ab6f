"""ahead: in order, a bounded step ahead, and nothing goes on when nobody asks any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.prefetch import STEPS, prefetch


@given(st.lists(st.integers(), max_size=20))
def test_what_comes_is_what_was_given_prepared_and_in_order(given_batches: list[int]) -> None:
    assert list(prefetch(given_batches, lambda batch: batch * 2)) == [batch * 2 for batch in given_batches]


def test_the_next_is_prepared_while_this_one_is_worked_on() -> None:
    prepared = {number: threading.Event() for number in range(3)}

    def prepare(number: int) -> int:
        prepared[number].set()
        return number

    made = prefetch(range(3), prepare)
    assert next(made) == 0
    assert prepared[1].wait(timeout=10)
    made.close()  # type: ignore[attr-defined]  # a generator


def test_no_more_than_some_steps_are_taken_ahead() -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    made = prefetch(batches(), lambda batch: batch)
    assert next(made) == 0
    assert len(taken) == STEPS + 1
    made.close()  # type: ignore[attr-defined]  # a generator


def test_an_error_comes_out_in_its_place() -> None:
    def prepare(number: int) -> int:
        if number == 2:
            raise ValueError("the third is broken")
        return number

    made = prefetch(range(5), prepare)
    assert [next(made), next(made)] == [0, 1]
    with pytest.raises(ValueError, match="the third is broken"):
        next(made)


def test_nothing_goes_on_when_nobody_asks_any_more() -> None:
    began: list[int] = []

    def prepare(number: int) -> int:
        began.append(number)
        time.sleep(0.05)
        return number

    made = prefetch(range(50), prepare)
    next(made)
    made.close()  # type: ignore[attr-defined]  # a generator
    count = len(began)
    time.sleep(0.2)
    assert len(began) == count < 50
    assert not any(thread.name.startswith("prepare") for thread in threading.enumerate())
