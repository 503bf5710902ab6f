from __future__ import annotations

import threading

import pytest

from vindex_assets.pipeline.parallel import AT_ONCE, together


def test_answers_come_in_the_order_of_the_items() -> None:
    assert together(lambda number: number * 2, range(100)) == [number * 2 for number in range(100)]
    assert together(str, []) == []


def test_items_wait_for_one_another_at_the_same_time() -> None:
    meeting = threading.Barrier(AT_ONCE, timeout=30)
    assert len(together(lambda _: meeting.wait(), range(AT_ONCE))) == AT_ONCE


def test_an_error_of_one_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        together(lambda number: 1 // number, [1, 0, 2])
