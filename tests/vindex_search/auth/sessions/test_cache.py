"""session_cache: two seconds, a bounded number, and what ends is forgotten at once."""

from __future__ import annotations

import pytest

from vindex_search.auth.sessions import cache as session_cache
from vindex_search.auth.sessions.cache import MAX_AGE_S, SessionCache


def test_what_was_found_is_held_for_two_seconds() -> None:
    now = [100.0]
    cache = SessionCache(lambda: now[0])
    assert not cache.holds("a")
    cache.add("a")
    now[0] += MAX_AGE_S - 0.01
    assert cache.holds("a")
    now[0] += 0.01
    assert not cache.holds("a")


def test_what_ends_is_forgotten_at_once() -> None:
    cache = SessionCache()
    for name in "abc":
        cache.add(name)
    cache.remove("a")
    cache.remove("unknown")
    assert [cache.holds(name) for name in "abc"] == [False, True, True]
    cache.clear()
    assert not cache.holds("b")


def test_no_number_of_sessions_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_cache, "MAX_ENTRIES", 3)
    cache = SessionCache(lambda: 0.0)
    for name in "abcad":
        cache.add(name)
    assert [name for name in "abcd" if cache.holds(name)] == ["a", "c", "d"]
