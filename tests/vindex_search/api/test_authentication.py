"""entrance: who is let in, and who never is."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from vindex_search.api.authentication import Authenticator
from vindex_search.api.problems import Problem
from vindex_search.auth.key_store import ApiKeyCache, create_key, revoke_key
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.storage.store import Store


def test_without_keys_everybody_on_this_machine_is_let_in(store: Store) -> None:
    assert Authenticator(ApiKeyCache(store), loopback=True, per_minute=1).authenticate(None) is LOCAL_CALLER


def test_when_the_last_key_is_revoked_a_service_that_others_reach_lets_nobody_in(store: Store) -> None:
    _, written = create_key(store, "ci", ["admin"], [])
    doors = Authenticator(ApiKeyCache(store), loopback=False, per_minute=0)
    assert doors.authenticate(written).name == "ci"
    revoke_key(store, "ci")
    doors.keys.refresh()
    for brought in (None, written):
        with pytest.raises(Problem, match="nobody is let in") as refused:
            doors.authenticate(brought)
        assert refused.value.status_code == HTTPStatus.UNAUTHORIZED


def test_with_keys_nobody_is_let_in_without_one_even_on_this_machine(store: Store) -> None:
    create_key(store, "ci", ["search"], [])
    doors = Authenticator(ApiKeyCache(store), loopback=True, per_minute=0)
    for brought in (None, "", "vdx_00000000_" + "a" * 43):
        with pytest.raises(Problem) as refused:
            doors.authenticate(brought)
        assert refused.value.headers == {"WWW-Authenticate": "Bearer"}


def test_a_key_that_asks_too_often_waits(store: Store) -> None:
    _, written = create_key(store, "ci", ["search"], [])
    _, other = create_key(store, "page", ["search"], [])
    doors = Authenticator(ApiKeyCache(store), loopback=True, per_minute=2)
    assert [doors.authenticate(written).name for _ in range(2)] == ["ci", "ci"]
    with pytest.raises(Problem, match="ci has asked 2 times within a minute") as refused:
        doors.authenticate(written)
    assert refused.value.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 1 <= int((refused.value.headers or {})["Retry-After"]) <= 60
    assert doors.authenticate(other).name == "page"
