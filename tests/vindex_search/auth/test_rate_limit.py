"""rate_limit: each key is counted by itself over a moving minute, one thread at a time."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from limits.strategies import MovingWindowRateLimiter

from tests.support.contended_lock import ContendedLock
from tests.support.waiting import until
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


class Window(MovingWindowRateLimiter):
    """Counts the threads inside; the first one stays until another waits for the lock, or has come in as well."""

    def __init__(self, storage: Any, lock: ContendedLock) -> None:
        super().__init__(storage)
        self.lock, self.inside, self.most = lock, 0, 0
        self.entered = threading.Event()

    def hit(self, *given: Any, **more: Any) -> bool:
        return bool(self._alone(super().hit, *given, **more))

    def get_window_stats(self, *given: Any) -> Any:
        return self._alone(super().get_window_stats, *given)

    def _alone(self, real: Any, *given: Any, **more: Any) -> Any:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.set()
        until(lambda: self.lock.contended.is_set() or self.most > 1)
        counted = real(*given, **more)
        self.inside -= 1
        return counted


@pytest.mark.parametrize(("per_minute", "waits"), [(2, [0, 0]), (1, [0, 60])])
def test_requests_are_counted_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, per_minute: int, waits: list[int]
) -> None:
    lock, windows = ContendedLock(), list[Window]()

    def window_of(storage: Any) -> Window:
        windows.append(Window(storage, lock))
        return windows[-1]

    monkeypatch.setattr(rate_limit, "threading", SimpleNamespace(Lock=lambda: lock))
    monkeypatch.setattr(rate_limit, "MovingWindowRateLimiter", window_of)
    limiter, found = RateLimiter(per_minute), list[int]()
    (window,) = windows
    first = threading.Thread(target=lambda: found.append(limiter.count_request("a")))
    second = threading.Thread(target=lambda: found.append(limiter.count_request("a")))
    first.start()
    assert window.entered.wait(60)
    second.start()
    for thread in (first, second):
        thread.join(60)
    assert (window.most, lock.taken) == (1, 2)
    assert sorted(found) == waits
