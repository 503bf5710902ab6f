"""Rate limit for each API key: a moving window of a minute, counted in this process."""

from __future__ import annotations

import math
import threading
import time
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MIN_WAIT_S: Final = 1


class RateLimiter:
    """Allows each key a number of requests a minute."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._limit = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()  # MemoryStorage is not safe here: two threads may start its timer twice, an error

    def count_request(self, key_id: str) -> int:
        """Count a request; returns 0 where it is allowed, otherwise the seconds until the next one is."""
        with self._lock:
            if self._window.hit(self._limit, key_id):
                return 0
            free_at = self._window.get_window_stats(self._limit, key_id).reset_time
        return max(MIN_WAIT_S, math.ceil(free_at - time.time()))
