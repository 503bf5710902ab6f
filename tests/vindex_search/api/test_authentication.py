"""authentication: who is authenticated, who is refused, and who has to wait."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from vindex_search.api.authentication import Authenticator
from vindex_search.api.problems import Problem
from vindex_search.auth.key_record import change_record
from vindex_search.auth.key_store import ApiKeyCache, create_key, revoke_key
from vindex_search.auth.key_use import last_uses
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.storage.store import Store


def test_without_keys_a_local_request_is_authenticated(store: Store) -> None:
    authenticator = Authenticator(store, loopback=True, per_minute=1)
    for sent in (None, None, "nonsense"):
        assert authenticator.authenticate(sent) is LOCAL_CALLER


def test_after_the_last_key_is_revoked_a_public_service_refuses_everybody(store: Store) -> None:
    _, token = create_key(store, "ci", ["admin"], [])
    authenticator = Authenticator(store, loopback=False, per_minute=0)
    assert authenticator.authenticate(token).name == "ci"
    revoke_key(store, "ci")
    authenticator.keys.refresh()
    for sent in (None, token):
        with pytest.raises(Problem, match="every request is refused") as refused:
            authenticator.authenticate(sent)
        assert refused.value.status_code == HTTPStatus.UNAUTHORIZED


def test_after_the_last_key_is_revoked_a_local_service_refuses_everybody_too(store: Store) -> None:
    _, token = create_key(store, "ci", ["admin"], [])
    revoke_key(store, "ci")
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    for sent in (None, token):
        with pytest.raises(Problem, match="every key of this library was revoked") as refused:
            authenticator.authenticate(sent)
        assert refused.value.status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("keyed", [True, False])
def test_keys_that_cannot_be_read_let_nobody_in(store: Store, keyed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    token = create_key(store, "ci", ["admin"], [])[1] if keyed else None
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    authenticator.authenticate(token)
    monkeypatch.setattr(ApiKeyCache, "stale", True)
    for ask in (authenticator.authenticate, authenticator.authenticate_session):
        with pytest.raises(Problem, match="could not be read for 10 s") as refused:
            ask(token)
        assert refused.value.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_an_expired_key_is_refused_with_its_date(store: Store) -> None:
    _, token = create_key(store, "ci", ["search"], [], expires="1d")
    passed = {"expires_at": "2026-01-01T00:00:00+00:00"}
    change_record(store, lambda keys: ([key.model_copy(update=passed) for key in keys], None))
    with pytest.raises(Problem, match="expired at 2026-01-01") as refused:
        Authenticator(store, loopback=True, per_minute=0).authenticate(token)
    assert refused.value.status_code == HTTPStatus.UNAUTHORIZED


def test_a_use_of_a_key_is_noted(store: Store) -> None:
    key, token = create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    authenticator.authenticate(token)
    authenticator.keys.use.flush()
    assert list(last_uses(store, [key.id])) == [key.id]


def test_with_keys_a_local_request_needs_one_too(store: Store) -> None:
    _, token = create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    assert authenticator.authenticate(token).name == "ci"
    for sent in (None, ""):
        with pytest.raises(Problem, match=r"a key is needed: send it as 'Authorization: Bearer vdx_\.\.\.'") as refused:
            authenticator.authenticate(sent)
        assert (refused.value.status_code, refused.value.headers) == (401, {"WWW-Authenticate": "Bearer"})


def test_the_id_of_a_key_with_a_wrong_secret_is_refused_like_an_unknown_one(store: Store) -> None:
    key, token = create_key(store, "ci", ["admin"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    for sent in (f"vdx_{key.id}_" + "a" * 43, "vdx_00000000_" + token.split("_", 2)[2], token[:-1], "nonsense"):
        with pytest.raises(Problem, match="this key is unknown or was revoked") as refused:
            authenticator.authenticate(sent)
        assert (refused.value.status_code, refused.value.headers) == (401, {"WWW-Authenticate": "Bearer"})


def test_a_refused_key_takes_nothing_from_the_limit_of_the_right_one(store: Store) -> None:
    key, token = create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=1)
    for _ in range(3):
        with pytest.raises(Problem, match="unknown"):
            authenticator.authenticate(f"vdx_{key.id}_" + "a" * 43)
    assert authenticator.authenticate(token).name == "ci"


def test_verifying_a_key_counts_no_request(store: Store) -> None:
    key, token = create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=1)
    for _ in range(3):
        assert authenticator.verify(token) == key
    assert authenticator.authenticate(token) == key.caller


def test_without_a_limit_any_number_of_requests_is_taken(store: Store) -> None:
    _, token = create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=0)
    assert {authenticator.authenticate(token).name for _ in range(50)} == {"ci"}


def test_a_key_over_its_limit_waits(store: Store) -> None:
    _, token = create_key(store, "ci", ["search"], [])
    _, other = create_key(store, "page", ["search"], [])
    authenticator = Authenticator(store, loopback=True, per_minute=2)
    assert [authenticator.authenticate(token).name for _ in range(2)] == ["ci", "ci"]
    with pytest.raises(Problem, match="ci has sent 2 requests within a minute") as refused:
        authenticator.authenticate(token)
    assert refused.value.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 1 <= int((refused.value.headers or {})["Retry-After"]) <= 60
    assert authenticator.authenticate(other).name == "page"
