"""rate_limit: each key is counted by itself, one request at a time."""

from __future__ import annotations

import pytest
from limits.storage import MemoryStorage

from tests.support.critical_section import CriticalSection
from vindex_search.auth import rate_limit
from vindex_search.auth.rate_limit import RateLimiter


def test_a_key_over_its_limit_waits_and_another_does_not() -> None:
    limiter = RateLimiter(3)
    assert [limiter.count_request("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= limiter.count_request("a") <= 60
    assert limiter.count_request("b") == 0


@pytest.mark.parametrize("step", ["acquire_entry", "get_moving_window"])
def test_requests_are_counted_one_at_a_time(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The library's memory is for one thread: two that start its timer at once are an error."""
    section = CriticalSection(monkeypatch, rate_limit, hand_over=True)
    monkeypatch.setattr(MemoryStorage, step, section.around(getattr(MemoryStorage, step)))
    limiter, waits = RateLimiter(1), list[int]()
    if step == "get_moving_window":  # which only a refused request reads
        assert limiter.count_request("a") == 0
    assert section.check(
        lambda: waits.append(limiter.count_request("a")), lambda: waits.append(limiter.count_request("a"))
    )
    assert waits.count(0) == (1 if step == "acquire_entry" else 0)
