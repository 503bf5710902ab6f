"""dependencies: each way to send a key, each refusal, and CSRF protection of the cookie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.auth_app import serve_auth_app, store_in
from vindex_search.auth.key_store import create_key

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A token for each scope, and the URL of the application."""
    folder = tmp_path_factory.mktemp("auth")
    tokens = {
        scope: create_key(store_in(folder), scope, [scope], [])[1] for scope in ("search", "edit", "upload", "admin")
    }
    with serve_auth_app(folder) as url:
        port = url.rpartition(":")[2]
        begun = {f"{scope} cookie": sign_in(url, token, port) for scope, token in tokens.items()}
        yield {**tokens, **begun, "url": url, "port": port}


def sign_in(url: str, token: str, port: str) -> str:
    """The cookie of a session, as a browser sends it."""
    session = httpx.post(f"{url}/v1/session", json={"key": token}).cookies[f"vindex_session_{port}"]
    return f"vindex_session_{port}={session}"


@pytest.mark.parametrize(
    "sent",
    [
        {"Authorization": "Bearer {key}"},
        {"Authorization": "bearer {key}"},
        {"X-API-Key": "{key}"},
        {"Cookie": "{search cookie}"},
        {"Authorization": "Basic dTpw", "X-API-Key": "{key}"},
    ],
)
def test_a_key_is_taken_from_a_header_or_the_cookie(keys: dict[str, str], sent: dict[str, str]) -> None:
    headers = {name: text.format(key=keys["search"], **keys) for name, text in sent.items()}
    assert httpx.get(f"{keys['url']}/search", headers=headers).json() == "search"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer {key}x"},
        {"X-API-Key": "vdx_00000000_{key}"},
        {"Authorization": "Bearer nonsense", "Cookie": "{search cookie}"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Authorization": "Bearer {id}_{other_secret}"},
        {"X-API-Key": "{id}_{other_secret}"},
        {"Cookie": "vindex_key={key}"},
        {"Cookie": "vindex_session_{port}={key}"},
        {"Cookie": "{search cookie}x"},
        {"Cookie": "vindex_session_1={search cookie}"},
        {"Cookie": "__Host-{search cookie}"},
        {"Authorization": "Basic {key}"},
        {"Authorization": "{key}"},
    ],
)
def test_a_request_without_a_valid_key_is_refused(keys: dict[str, str], sent: dict[str, str]) -> None:
    own, other = keys["search"].split("_", 2), keys["admin"].split("_", 2)
    parts = {"key": keys["search"], "id": "_".join(own[:2]), "other_secret": other[2]}
    headers = {name: text.format(**parts, **keys) for name, text in sent.items()}
    refused = httpx.get(f"{keys['url']}/search", headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "key" in refused.json()["detail"]
    assert keys["search"] not in refused.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/search", {"search", "admin"}),
        ("POST", "/search", {"search", "admin"}),
        ("POST", "/edit", {"edit", "admin"}),
        ("POST", "/upload", {"upload", "admin"}),
        ("DELETE", "/admin", {"admin"}),
    ],
)
def test_a_key_has_the_permissions_of_its_scopes(
    keys: dict[str, str], method: str, path: str, allowed: set[str]
) -> None:
    for scope in ("search", "edit", "upload", "admin"):
        answer = httpx.request(method, keys["url"] + path, headers={"X-API-Key": keys[scope]})
        assert (answer.status_code == 200) is (scope in allowed)
        if scope not in allowed:
            assert answer.status_code == 403
            needed = path[1:]
            assert answer.json()["detail"] == f"{scope} may not do this: it needs {needed!r} and has {scope}"


@pytest.mark.parametrize(("method", "path"), [("POST", "/upload"), ("DELETE", "/admin")])
def test_a_change_by_cookie_needs_the_csrf_header(keys: dict[str, str], method: str, path: str) -> None:
    cookie = {"Cookie": keys["admin cookie"]}
    for more in ({}, {"X-Vindex": "0"}):
        refused = httpx.request(method, keys["url"] + path, headers={**cookie, **more})
        assert refused.status_code == 403
        assert "'X-Vindex: 1'" in refused.json()["detail"]
    assert httpx.request(method, keys["url"] + path, headers={**cookie, "X-Vindex": "1"}).status_code == 200


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_a_change_by_a_key_in_a_header_needs_no_csrf_header(keys: dict[str, str], header: str) -> None:
    value = f"Bearer {keys['admin']}" if header == "Authorization" else keys["admin"]
    sent = {header: value, "Cookie": keys["search cookie"]}  # the header wins over the cookie
    assert httpx.delete(f"{keys['url']}/admin", headers=sent).json() == "admin"


def test_reading_by_cookie_needs_no_header(keys: dict[str, str]) -> None:
    for method, path in (("GET", "/search"), ("POST", "/search"), ("GET", "/upload")):
        answer = httpx.request(method, keys["url"] + path, headers={"Cookie": keys["admin cookie"]})
        assert answer.status_code == 200


def test_a_key_over_its_limit_gets_retry_after(tmp_path: Path) -> None:
    _, often = create_key(store_in(tmp_path), "often", ["search"], [])
    _, seldom = create_key(store_in(tmp_path), "seldom", ["search"], [])
    with serve_auth_app(tmp_path, per_minute=3) as url:
        answers = [httpx.get(f"{url}/search", headers={"X-API-Key": often}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["content-type"] == PROBLEM
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert httpx.get(f"{url}/search", headers={"X-API-Key": seldom}).status_code == 200


def test_without_keys_requests_are_not_limited(tmp_path: Path) -> None:
    with serve_auth_app(tmp_path, per_minute=1) as url:
        for _ in range(3):
            assert httpx.delete(f"{url}/admin").json() == "anybody on this machine"


def test_openapi_documents_how_to_send_a_key(keys: dict[str, str]) -> None:
    described = httpx.get(f"{keys['url']}/openapi.json").json()
    assert len(described["paths"]["/search"]["get"]["security"]) == 3
    assert {one["type"] for one in described["components"]["securitySchemes"].values()} == {"http", "apiKey"}
    assert "parameters" not in described["paths"]["/search"]["get"]
