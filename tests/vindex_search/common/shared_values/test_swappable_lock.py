"""The lock of a swappable value: counting a user and replacing the value never mix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.concurrency.critical_section import CriticalSection
from vindex_search.common.shared_values import swappable
from vindex_search.common.shared_values.swappable import Swappable


def use(current: Swappable[str]) -> None:
    with current.use():
        pass


CALLS: dict[str, tuple[int, Callable[[Swappable[str]], object]]] = {  # how often each reads the number of users
    "use": (2, use),
    "replace": (1, lambda current: current.replace("new")),
}


@pytest.mark.parametrize("second", CALLS)
@pytest.mark.parametrize(
    ("first", "hold_at"), [(name, step) for name, (steps, _) in CALLS.items() for step in range(1, steps + 1)]
)
def test_the_users_are_counted_by_one_thread_at_a_time(
    monkeypatch: pytest.MonkeyPatch, first: str, hold_at: int, second: str
) -> None:
    section = CriticalSection(monkeypatch, swappable, hold_at=hold_at)

    class WatchedCounter(Counter[int]):
        def __getitem__(self, value: int) -> int:
            section.step()
            return super().__getitem__(value)

    monkeypatch.setattr(swappable, "Counter", WatchedCounter)
    current = Swappable("old")
    assert section.check(lambda: CALLS[first][1](current), lambda: CALLS[second][1](current))
