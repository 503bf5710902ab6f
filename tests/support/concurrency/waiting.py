"""Waiting for what threads and other processes bring about."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

LOOK_S = 0.02
DEADLINE_S = 120.0  # long, for a machine that does much else: nothing is asserted of how fast anything is


def until(true: Callable[[], object], *, deadline_s: float = DEADLINE_S, look_s: float = LOOK_S) -> None:
    """Return as soon as something is true; it is looked at every 20 ms, or less often where a look costs much.

    Args:
        true: What is waited for.
        deadline_s: After so many seconds the test has failed.
        look_s: Seconds between two looks.

    Raises:
        AssertionError: it did not become true in that time.
    """
    for _ in rounds(deadline_s=deadline_s):
        if true():
            return
        time.sleep(look_s)


def rounds(*, deadline_s: float = DEADLINE_S) -> Iterator[None]:
    """The rounds of a loop that ends itself with `break`: `while` with a deadline.

    Raises:
        AssertionError: it has not ended after `deadline_s`.
    """
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        yield
    raise AssertionError(f"what is waited for did not come about within {deadline_s:g} s")
