"""Waiting for what threads and other processes bring about."""

from __future__ import annotations

import time
from collections.abc import Callable

LOOK_S = 0.02


def until(true: Callable[[], object], *, deadline_s: float = 120.0) -> None:
    """Return as soon as something is true; it is looked at every 20 ms.

    Args:
        true: What is waited for.
        deadline_s: Long, for a machine that does much else: nothing is asserted of how fast anything is.

    Raises:
        AssertionError: it did not become true in that time.
    """
    end = time.monotonic() + deadline_s
    while not true():
        assert time.monotonic() < end, f"what is waited for did not come about within {deadline_s:g} s"
        time.sleep(LOOK_S)
