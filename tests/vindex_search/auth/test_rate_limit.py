"""rate: each key has its own minute."""

from __future__ import annotations

import threading

from vindex_search.auth.rate_limit import RateLimiter


def test_one_who_asks_too_often_waits_and_another_does_not() -> None:
    rate = RateLimiter(3)
    assert [rate.count_request("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= rate.count_request("a") <= 60
    assert rate.count_request("b") == 0


def test_many_at_once_are_counted_one_by_one() -> None:
    rate, waits = RateLimiter(50), list[int]()
    threads = [threading.Thread(target=lambda: waits.extend(rate.count_request("a") for _ in range(20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(waits), waits.count(0)) == (160, 50)
