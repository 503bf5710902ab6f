"""authentication: who is authenticated, who is refused, and who has to wait."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from vindex_search.api.authentication import Authenticator
from vindex_search.api.problems import Problem
from vindex_search.auth.key_store import ApiKeyCache, create_key, revoke_key
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.storage.store import Store


def test_without_keys_a_local_request_is_authenticated(store: Store) -> None:
    assert Authenticator(ApiKeyCache(store), loopback=True, per_minute=1).authenticate(None) is LOCAL_CALLER


def test_after_the_last_key_is_revoked_a_public_service_refuses_everybody(store: Store) -> None:
    _, token = create_key(store, "ci", ["admin"], [])
    authenticator = Authenticator(ApiKeyCache(store), loopback=False, per_minute=0)
    assert authenticator.authenticate(token).name == "ci"
    revoke_key(store, "ci")
    authenticator.keys.refresh()
    for sent in (None, token):
        with pytest.raises(Problem, match="every request is refused") as refused:
            authenticator.authenticate(sent)
        assert refused.value.status_code == HTTPStatus.UNAUTHORIZED


def test_with_keys_a_local_request_needs_one_too(store: Store) -> None:
    create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(ApiKeyCache(store), loopback=True, per_minute=0)
    for sent in (None, "", "vdx_00000000_" + "a" * 43):
        with pytest.raises(Problem) as refused:
            authenticator.authenticate(sent)
        assert refused.value.headers == {"WWW-Authenticate": "Bearer"}


def test_a_key_over_its_limit_waits(store: Store) -> None:
    _, token = create_key(store, "ci", ["search"], [])
    _, other = create_key(store, "page", ["search"], [])
    authenticator = Authenticator(ApiKeyCache(store), loopback=True, per_minute=2)
    assert [authenticator.authenticate(token).name for _ in range(2)] == ["ci", "ci"]
    with pytest.raises(Problem, match="ci has sent 2 requests within a minute") as refused:
        authenticator.authenticate(token)
    assert refused.value.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 1 <= int((refused.value.headers or {})["Retry-After"]) <= 60
    assert authenticator.authenticate(other).name == "page"
