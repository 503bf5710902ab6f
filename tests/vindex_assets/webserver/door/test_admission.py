"""admission: with keys only an admin key of all workspaces opens Dagster, as a header or as a browser's session."""

from __future__ import annotations

import httpx
import pytest

from tests.support.dagster.door import COOKIE, FROM_UI, JSON, MUTATION, NAVIGATION, DoorBefore, Inner
from vindex_search.auth.key_store import revoke_key

UNKNOWN = "vdx_00000000_" + "A" * 43


def bearer(token: str) -> dict[str, str]:
    return {**JSON, "Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "headers",
    [{}, bearer(UNKNOWN), bearer("x"), {"Authorization": "Basic eDp5"}, {"Cookie": f"{COOKIE}={UNKNOWN}"}],
)
def test_without_a_valid_key_nothing_is_answered(door: DoorBefore, inner: Inner, headers: dict[str, str]) -> None:
    door.make_key("ops")
    asked = [
        ("POST", "/graphql", FROM_UI),
        ("POST", "/graphql", {}),
        ("GET", "/logs/a.out", {}),
        ("GET", "/server_info", {}),
    ]
    for method, path, sent in asked:
        refused = door.ask(method, path, {**JSON, **sent, **headers}, MUTATION)
        assert refused.status_code == httpx.codes.UNAUTHORIZED
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert inner.reached == []


@pytest.mark.parametrize(
    ("scopes", "workspaces", "says"),
    [
        (["search"], (), "needs 'admin'"),
        (["search", "upload"], (), "needs 'admin'"),
        (["admin"], ("team",), "team only"),
    ],
)
def test_a_key_with_less_is_refused(
    door: DoorBefore, inner: Inner, scopes: list[str], workspaces: tuple[str, ...], says: str
) -> None:
    key = door.make_key("less", *scopes, workspaces=workspaces)
    for headers in (bearer(key), {**FROM_UI, **JSON, **door.cookie_of(key)}):
        refused = door.ask("POST", "/graphql", headers, MUTATION)
        assert refused.status_code == httpx.codes.FORBIDDEN
        assert says in refused.json()["detail"]
    assert inner.reached == []


def test_an_admin_key_opens_as_a_header_and_as_a_session(door: DoorBefore, inner: Inner) -> None:
    key = door.make_key("ops")
    assert door.ask("POST", "/graphql", bearer(key), MUTATION).is_success
    assert door.ask("POST", "/graphql", {**FROM_UI, **JSON, **door.cookie_of(key)}, MUTATION).is_success
    assert inner.reached == ["POST /graphql"] * 2


def test_a_cookie_changes_nothing_where_no_browser_says_which_page_sends_it(door: DoorBefore, inner: Inner) -> None:
    headers = {**JSON, **door.cookie_of(door.make_key("ops"))}
    assert door.ask("POST", "/graphql", headers, MUTATION).status_code == httpx.codes.UNAUTHORIZED
    assert inner.reached == []


def test_a_revoked_key_ends_its_sessions(door: DoorBefore, inner: Inner) -> None:
    door.make_key("other")
    key = door.make_key("ops")
    session = door.cookie_of(key)
    revoke_key(door.store, "ops")
    door.keys.refresh()
    assert door.ask("POST", "/graphql", bearer(key), MUTATION).status_code == httpx.codes.UNAUTHORIZED
    assert (
        door.ask("POST", "/graphql", {**FROM_UI, **JSON, **session}, MUTATION).status_code == httpx.codes.UNAUTHORIZED
    )
    assert inner.reached == []


def test_a_page_without_a_session_is_the_form_to_sign_in(door: DoorBefore, inner: Inner) -> None:
    door.make_key("ops")
    form = door.ask("GET", "/runs/1?tab=a%26b", NAVIGATION)
    assert form.status_code == httpx.codes.UNAUTHORIZED
    assert '<input type="hidden" name="next" value="/runs/1?tab=a%26b">' in form.text
    assert inner.reached == []


def test_where_other_machines_reach_it_a_library_without_keys_is_shut(door: DoorBefore, inner: Inner) -> None:
    exposed = DoorBefore(door.folder, inner, loopback=False)
    assert exposed.ask("POST", "/graphql", JSON, MUTATION).status_code == httpx.codes.UNAUTHORIZED
    assert inner.reached == []
