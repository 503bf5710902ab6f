"""sessions: random ids that stand for a key until they end."""

from __future__ import annotations

import pytest

from vindex_assets.webserver.door import sessions as sessions_module
from vindex_assets.webserver.door.sessions import SessionStore


def test_a_session_stands_for_its_key_until_it_is_ended() -> None:
    store = SessionStore()
    first, second = store.create("aaaaaaaa"), store.create("bbbbbbbb")
    assert (store.find(first), store.find(second)) == ("aaaaaaaa", "bbbbbbbb")
    store.end(first)
    store.end("unknown")
    assert (store.find(first), store.find(second)) == (None, "bbbbbbbb")


def test_a_session_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    store = SessionStore()
    monkeypatch.setattr(sessions_module, "LIFETIME_S", 0.0)
    assert store.find(store.create("aaaaaaaa")) is None


def test_ids_are_long_and_tell_nothing() -> None:
    store = SessionStore()
    ids = {store.create("aaaaaaaa") for _ in range(50)}
    assert len(ids) == 50
    assert all(len(one) >= 43 and "aaaaaaaa" not in one for one in ids)
