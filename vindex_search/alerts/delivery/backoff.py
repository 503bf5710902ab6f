"""When a message is tried again: sooner at first, then over a day and a half, and then it is given up."""

from __future__ import annotations

import random
from typing import Final

# Seconds after the first, second, ... failed try: a restart, a deployment, an outage, a night.
PAUSES_S: Final = (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400)
MAX_TRIES: Final = len(PAUSES_S) + 1
JITTER: Final = 0.2  # of a pause, at most, so that messages that failed together are not all tried together


def pause_after(tries: int) -> float | None:
    """Seconds until the next try; None where the message is given up.

    Args:
        tries: Those that have failed, from 1.
    """
    if tries >= MAX_TRIES:
        return None
    return PAUSES_S[tries - 1] * random.uniform(1, 1 + JITTER)
