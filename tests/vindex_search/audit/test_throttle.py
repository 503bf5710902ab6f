"""throttle: a flood of refusals is a bounded number of lines and the number of the others."""

from __future__ import annotations

from vindex_search.audit.throttle import PER_MINUTE, Throttle


def test_a_flood_is_a_bounded_number_of_entries_and_counted() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    assert [throttle.admit() for _ in range(PER_MINUTE + 5)] == [0] * PER_MINUTE + [None] * 5
    now[0] += 59.9
    assert throttle.admit() is None
    now[0] += 0.1
    assert [throttle.admit() for _ in range(2)] == [6, 0]
