"""session: an opaque id in a cookie that scripts cannot read and other sites cannot use; attacks on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.support.http.auth_app import serve_auth_app, store_in
from vindex_search.audit import throttle
from vindex_search.audit.entry import Entry
from vindex_search.audit.log import AuditLog
from vindex_search.auth import key_store
from vindex_search.auth.key_record import change_record
from vindex_search.auth.key_store import create_key, revoke_key
from vindex_search.auth.sessions import cache as session_cache
from vindex_search.auth.sessions import store as sessions

CSRF = {"X-Vindex": "1"}
OLD = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends elsewhere is seen without the two seconds."""
    monkeypatch.setattr(session_cache, "MAX_AGE_S", 0.0)


@pytest.fixture
def key(tmp_path: Path) -> str:
    return create_key(store_in(tmp_path), "page", ["search", "upload"], [])[1]


@pytest.fixture
def url(tmp_path: Path, key: str) -> Iterator[str]:
    with serve_auth_app(tmp_path) as url:
        yield url


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


def begin(url: str, key: str) -> dict[str, str]:
    """Sign in; returns the header with the cookie."""
    name = f"vindex_session_{port_of(url)}"
    return {"Cookie": f"{name}={httpx.post(f'{url}/v1/session', json={'key': key}).cookies[name]}"}


def status(url: str, cookie: dict[str, str], path: str = "/search") -> int:
    return httpx.get(f"{url}{path}", headers=cookie).status_code


def audit(folder: Path) -> list[Entry]:
    return [entry for entry in AuditLog(store_in(folder).root).read() if entry]


def test_a_page_signs_in_and_out(url: str, key: str) -> None:
    with httpx.Client(base_url=url) as browser:
        begun = browser.post("/v1/session", json={"key": key})
        assert (begun.status_code, begun.content) == (204, b"")
        cookie = begun.headers["set-cookie"]
        for part in (f"vindex_session_{port_of(url)}=vds_", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"):
            assert part in cookie
        assert "Secure" not in cookie
        assert key.rpartition("_")[2] not in str(begun.headers)
        assert browser.get("/search").json() == "page"
        assert browser.post("/upload", headers=CSRF).json() == "page"
        assert browser.delete("/v1/session").status_code == 403
        assert browser.delete("/v1/session", headers=CSRF).status_code == 204
        assert browser.get("/search").status_code == 401


def test_a_cookie_that_was_copied_is_worth_nothing_after_the_sign_out(url: str, key: str) -> None:
    copied = begin(url, key)
    assert status(url, copied) == 200
    httpx.delete(f"{url}/v1/session", headers={**copied, **CSRF})
    assert status(url, copied) == 401


def test_a_session_ends_with_its_key(tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_store, "POLL_INTERVAL_S", 0.01)
    with serve_auth_app(tmp_path) as url:
        cookie = begin(url, key)
        revoke_key(store_in(tmp_path), "page")
        assert status(url, cookie) == 401, "the record of the session is gone"
    _, other = create_key(store_in(tmp_path), "other", ["search"], [], expires="1d")
    with serve_auth_app(tmp_path) as url:
        cookie = begin(url, other)
        change_record(store_in(tmp_path), lambda keys: ([one.model_copy(update=PASSED) for one in keys], None))
    with serve_auth_app(tmp_path) as url:
        renamed = {"Cookie": f"vindex_session_{port_of(url)}={cookie['Cookie'].partition('=')[2]}"}
        assert status(url, renamed) == 401
        assert "has expired" in httpx.post(f"{url}/v1/session", json={"key": other}).json()["detail"]


PASSED = {"expires_at": OLD.isoformat()}


def test_a_session_that_is_too_old_is_refused(url: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = begin(url, key)
    monkeypatch.setattr(sessions, "LIFETIME", timedelta(0))
    assert status(url, cookie) == 401


def test_a_session_is_not_fixed_by_who_sends_one_before(url: str, key: str) -> None:
    planted = begin(url, key)
    begun = httpx.post(f"{url}/v1/session", json={"key": key}, headers=planted)
    assert begun.cookies[f"vindex_session_{port_of(url)}"] not in planted["Cookie"]
    assert status(url, planted) == 401


def test_signing_out_everywhere_ends_all_sessions_of_the_key_alone(tmp_path: Path, url: str, key: str) -> None:
    here, there = begin(url, key), begin(url, key)
    assert httpx.delete(f"{url}/v1/session?everywhere=true", headers=here).status_code == 403
    assert status(url, there) == 200
    assert httpx.delete(f"{url}/v1/session?everywhere=true", headers={**here, **CSRF}).status_code == 204
    assert [status(url, cookie) for cookie in (here, there)] == [401, 401]
    assert [(entry.action, entry.actor_name) for entry in audit(tmp_path)][-1] == ("sign_out_everywhere", "page")


def test_an_invented_session_ends_nobodys(tmp_path: Path, url: str, key: str) -> None:
    cookie = begin(url, key)
    name, session = cookie["Cookie"].split("=", 1)
    for invented in (f"{session[:13]}{'a' * 43}", "vds_", "x"):
        headers = {"Cookie": f"{name}={invented}", **CSRF}
        assert httpx.delete(f"{url}/v1/session?everywhere=true", headers=headers).status_code == 204
    assert status(url, cookie) == 200
    assert "sign_out_everywhere" not in {entry.action for entry in audit(tmp_path)}


def test_the_cookie_of_another_port_is_not_read(url: str, key: str) -> None:
    session = begin(url, key)["Cookie"].partition("=")[2]
    for name in ("vindex_session_1", "vindex_session_", "vindex_key", f"__Host-vindex_session_{port_of(url)}"):
        assert status(url, {"Cookie": f"{name}={session}"}) == 401


def test_the_old_cookie_with_the_key_is_refused_and_removed(url: str, key: str) -> None:
    old = {"Cookie": f"vindex_key={key}"}
    assert status(url, old) == 401
    assert httpx.delete(f"{url}/v1/session", headers=old).status_code == 403
    for answer in (
        httpx.delete(f"{url}/v1/session", headers={**old, **CSRF}),
        httpx.post(f"{url}/v1/session", json={"key": key}, headers=old),
    ):
        assert 'vindex_key=""' in answer.headers["set-cookie"]


def test_behind_an_https_proxy_only_a_secure_cookie_is_set_and_read(url: str, key: str) -> None:
    proxied = {"X-Forwarded-Proto": "https", "Host": "films.example.org"}
    begun = httpx.post(f"{url}/v1/session", json={"key": key}, headers=proxied)
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("__Host-vindex_session_443=vds_")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=strict"):
        assert part in cookie
    assert "Domain" not in cookie
    session = cookie.partition("=")[2].partition(";")[0]
    assert status(url, {**proxied, "Cookie": f"__Host-vindex_session_443={session}"}) == 200
    assert status(url, {**proxied, "Cookie": f"vindex_session_443={session}"}) == 401, "a neighbour's host could set it"


@pytest.mark.parametrize("host", ["127.0.0.1:x", "127.0.0.1:99999999", "[::", "a b", ""])
def test_a_malformed_host_is_no_fault_of_the_service(url: str, key: str, host: str) -> None:
    cookie = begin(url, key)
    assert httpx.get(f"{url}/search", headers={**cookie, "Host": host}).status_code < 500


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
    results = [(entry.action, entry.result, entry.actor_kind, entry.address) for entry in audit(tmp_path)[2:]]
    assert results == ([("sign_in", "refused", "anybody", "127.0.0.1")] if status == 401 else [])


def test_a_form_of_another_site_begins_no_session(url: str, key: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        sent = httpx.post(f"{url}/v1/session", content=f'{{"key": "{key}"}}', headers={"Content-Type": kind})
        assert sent.status_code == 422
    other = httpx.post(f"{url}/v1/session", json={"key": key}, headers={"Origin": "https://evil.example"})
    assert (other.status_code, "set-cookie" in other.headers) == (403, False)


def test_signing_in_and_out_is_written_down_without_a_secret(tmp_path: Path, url: str, key: str) -> None:
    cookie = begin(url, key)
    httpx.delete(f"{url}/v1/session", headers={**cookie, **CSRF})
    written = audit(tmp_path)[2:]
    assert [(one.action, one.result, one.actor_name, one.actor_kind) for one in written] == [
        ("sign_in", "begun", "page", "key"),
        ("sign_in", "done", "page", "key"),
        ("sign_out", "done", "page", "key"),
    ]
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (key.split("_", 2)[2], cookie["Cookie"].partition("=")[2].split("_", 2)[2]):
        assert secret.encode() not in stored


def test_headers_of_a_stranger_forge_no_entry(tmp_path: Path, url: str) -> None:
    forged = {"X-Forwarded-For": '", "result": "done"}\\n{"at": "2026-01-01', "X-Request-Id": '"} {"action": "delete"'}
    httpx.post(f"{url}/v1/session", json={"key": "wrong"}, headers=forged)
    (entry,) = audit(tmp_path)[2:]
    assert (entry.action, entry.result, entry.actor_kind) == ("sign_in", "refused", "anybody")
    assert "delete" not in entry.request_id


def test_a_flood_of_wrong_keys_fills_no_disk(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_MINUTE", 2)
    with httpx.Client(base_url=url) as browser:
        assert {browser.post("/v1/session", json={"key": "wrong"}).status_code for _ in range(9)} == {401}
    assert [entry.result for entry in audit(tmp_path)[2:]] == ["refused"] * 2


def test_where_no_session_can_be_stored_nobody_is_signed_in(tmp_path: Path, url: str, key: str) -> None:
    (tmp_path / "access").write_text("in its place")
    refused = httpx.post(f"{url}/v1/session", json={"key": key})
    assert (refused.status_code, "set-cookie" in refused.headers) == (503, False)
