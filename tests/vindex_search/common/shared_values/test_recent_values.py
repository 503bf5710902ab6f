"""recent_values: a value is read once while it is young, and no number of keys makes the memory grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.common.shared_values.recent_values import RecentValues


class Source:
    """Values that change with each reading, and a clock that is set."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.now = 0.0

    def value(self, key: str) -> str:
        """A value of a key; its number says which reading it is."""
        self.read.append(key)
        if key == "broken":
            raise OSError("it cannot be read")
        return f"{key} {self.read.count(key)}"

    def values(self, *, size: int = 2) -> RecentValues[str, str]:
        """Values that are kept for ten seconds."""
        return RecentValues(self.value, size=size, max_age_s=10.0, clock=lambda: self.now)


@pytest.mark.parametrize(("now", "found"), [(0.0, "a 1"), (9.9, "a 1"), (10.0, "a 2"), (99.0, "a 2")])
def test_a_value_is_read_again_once_it_is_too_old(now: float, found: str) -> None:
    source = Source()
    values = source.values()
    values.get("a")
    source.now = now
    assert values.get("a") == found


def test_the_value_that_was_used_least_recently_makes_room() -> None:
    source = Source()
    values = source.values()
    for key in ("a", "b", "a", "c", "a", "b"):
        values.get(key)
    assert source.read == ["a", "b", "c", "b"]


def test_cleared_values_are_read_again() -> None:
    source = Source()
    values = source.values()
    values.get("a")
    values.clear()
    assert (len(values), values.get("a")) == (0, "a 2")


def test_an_error_is_passed_on_and_not_kept() -> None:
    source = Source()
    values = source.values()
    for _ in range(2):
        with pytest.raises(OSError, match="cannot be read"):
            values.get("broken")
    assert (source.read, len(values)) == (["broken", "broken"], 0)


@given(st.lists(st.text(max_size=3), max_size=60), st.integers(1, 5))
def test_no_more_values_are_kept_than_the_size(keys: list[str], size: int) -> None:
    values = Source().values(size=size)
    for key in keys:
        values.get(key)
    assert len(values) == min(size, len(set(keys)))
