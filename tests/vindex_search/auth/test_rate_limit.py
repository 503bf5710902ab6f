"""rate_limit: each key is counted by itself, also by many threads."""

from __future__ import annotations

import threading

from vindex_search.auth.rate_limit import RateLimiter


def test_a_key_over_its_limit_waits_and_another_does_not() -> None:
    limiter = RateLimiter(3)
    assert [limiter.count_request("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= limiter.count_request("a") <= 60
    assert limiter.count_request("b") == 0


def test_concurrent_requests_are_all_counted() -> None:
    limiter, waits = RateLimiter(50), list[int]()
    threads = [
        threading.Thread(target=lambda: waits.extend(limiter.count_request("a") for _ in range(20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(waits), waits.count(0)) == (160, 50)
