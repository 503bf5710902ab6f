"""session: the key in a cookie that scripts cannot read and other sites cannot use."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.support.http.auth_app import serve_auth_app, store_in
from vindex_search.auth.key_store import create_key

CSRF = {"X-Vindex": "1"}


def test_a_page_logs_in_and_out(tmp_path: Path) -> None:
    _, key = create_key(store_in(tmp_path), "page", ["search", "upload"], [])
    with serve_auth_app(tmp_path) as url, httpx.Client(base_url=url) as browser:
        begun = browser.post("/v1/session", json={"key": key})
        assert (begun.status_code, begun.content) == (204, b"")
        cookie = begun.headers["set-cookie"]
        for part in (f"vindex_key={key}", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"):
            assert part in cookie
        assert "Secure" not in cookie
        assert browser.get("/search").json() == "page"
        assert browser.post("/upload", headers=CSRF).json() == "page"
        assert browser.delete("/v1/session").status_code == 403
        assert browser.delete("/v1/session", headers=CSRF).status_code == 204
        assert browser.get("/search").status_code == 401


def test_a_session_is_ended_also_once_its_key_is_revoked(tmp_path: Path) -> None:
    with serve_auth_app(tmp_path) as url:
        cookie = {"Cookie": "vindex_key=vdx_00000000_" + "a" * 43}
        assert httpx.delete(f"{url}/v1/session", headers=cookie).status_code == 403
        ended = httpx.delete(f"{url}/v1/session", headers={**cookie, **CSRF})
    assert ended.status_code == 204
    for part in ('vindex_key=""', "Max-Age=0", "HttpOnly", "SameSite=strict", "Path=/"):
        assert part in ended.headers["set-cookie"]


def test_behind_an_https_proxy_the_cookie_is_secure(tmp_path: Path) -> None:
    _, key = create_key(store_in(tmp_path), "page", ["search"], [])
    with serve_auth_app(tmp_path) as url:
        begun = httpx.post(f"{url}/v1/session", json={"key": key}, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in begun.headers["set-cookie"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"key": "vdx_00000000_" + "a" * 43}, 401),
        ({"key": "vdx_{id}_" + "a" * 43}, 401),
        ({"key": ""}, 401),
        ({"key": "x" * 100}, 401),
        ({"key": "x" * 101}, 422),
        ({}, 422),
    ],
)
def test_an_invalid_key_begins_no_session(tmp_path: Path, body: dict[str, str], status: int) -> None:
    key, _ = create_key(store_in(tmp_path), "page", ["search"], [])
    with serve_auth_app(tmp_path) as url:
        refused = httpx.post(f"{url}/v1/session", json={name: text.format(id=key.id) for name, text in body.items()})
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert "set-cookie" not in refused.headers


def test_a_form_of_another_site_begins_no_session(tmp_path: Path) -> None:
    _, key = create_key(store_in(tmp_path), "page", ["search"], [])
    with serve_auth_app(tmp_path) as url:
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            sent = httpx.post(f"{url}/v1/session", content=f'{{"key": "{key}"}}', headers={"Content-Type": kind})
            assert sent.status_code == 422
