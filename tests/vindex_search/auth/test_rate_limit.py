"""rate_limit: each key is counted by itself over a moving minute, one request at a time."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from limits.storage import MemoryStorage

from tests.support.concurrency.critical_section import CriticalSection
from vindex_search.auth import rate_limit
from vindex_search.auth.rate_limit import RateLimiter


class Clock:
    """The time of this process, as a test sets it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock.time)
    return clock


def test_a_key_over_its_limit_waits_and_another_does_not() -> None:
    limiter = RateLimiter(3)
    assert limiter.per_minute == 3
    assert [limiter.count_request("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= limiter.count_request("a") <= 60
    assert limiter.count_request("b") == 0


def test_a_key_waits_until_its_oldest_request_is_a_minute_old(clock: Clock) -> None:
    limiter, began = RateLimiter(2), clock.now
    waits = []
    for at in (0.0, 30.0, 40.0, 59.5, 60.5, 61.0, 90.5):
        clock.now = began + at
        waits.append(limiter.count_request("a"))
    assert waits == [0, 0, 20, 1, 0, 29, 0]


def test_a_refused_request_does_not_count(clock: Clock) -> None:
    limiter, began = RateLimiter(1), clock.now
    assert limiter.count_request("a") == 0
    for at in range(1, 60):
        clock.now = began + at
        assert limiter.count_request("a") == 60 - at
    clock.now = began + 60.5
    assert limiter.count_request("a") == 0


def test_a_refused_key_waits_a_second_at_least(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = RateLimiter(1)
    assert limiter.count_request("a") == 0
    late = SimpleNamespace(time=lambda: clock.now + 60.5)  # the minute ends after the request was refused
    monkeypatch.setattr(rate_limit, "time", late)
    assert limiter.count_request("a") == 1


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
