"""How often one key may ask: a moving window of a minute, counted in this process."""

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
    """At most so many requests a minute for each who asks."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._limit = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._counting = threading.Lock()  # two threads in the storage at once may start its timer twice, an error

    def count_request(self, who: str) -> int:
        """Count a request; returns 0 where it may go on, else after how many seconds the next one may."""
        with self._counting:
            if self._window.hit(self._limit, who):
                return 0
            free_at = self._window.get_window_stats(self._limit, who).reset_time
        return max(MIN_WAIT_S, math.ceil(free_at - time.time()))
