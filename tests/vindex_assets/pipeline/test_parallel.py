from __future__ import annotations

import threading

import pytest

from vindex_assets.pipeline.parallel import MAX_WORKERS, map_parallel


def test_answers_come_in_the_order_of_the_items() -> None:
    assert map_parallel(lambda number: number * 2, range(100)) == [number * 2 for number in range(100)]
    assert map_parallel(str, []) == []


def test_items_wait_for_one_another_at_the_same_time() -> None:
    meeting = threading.Barrier(MAX_WORKERS, timeout=30)
    assert len(map_parallel(lambda _: meeting.wait(), range(MAX_WORKERS))) == MAX_WORKERS


def test_an_error_of_one_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        map_parallel(lambda number: 1 // number, [1, 0, 2])
