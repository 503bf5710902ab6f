"""local_only: without keys no page of another site reaches the service through a local browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.support.http.auth_app import serve_auth_app, store_in
from vindex_search.api.authentication import Authenticator
from vindex_search.api.middleware.local_only import LocalOnlyMiddleware
from vindex_search.auth.key_store import create_key


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_auth_app(tmp_path_factory.mktemp("auth")) as url:
        yield url


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "192.168.1.2", "[::", ""]
)
def test_a_rebound_host_name_is_refused(url: str, host: str) -> None:
    for path in ("/search", "/openapi.json"):
        refused = httpx.get(url + path, headers={"Host": host})
        assert refused.status_code == 403
        assert repr(host) in refused.json()["detail"]
        assert "`vindex keys create`" in refused.json()["detail"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1", "[::1]:8765"])
def test_local_host_names_are_allowed(url: str, host: str) -> None:
    assert httpx.get(f"{url}/search", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", "http://[", ""])
def test_a_page_of_another_origin_cannot_change_anything(url: str, origin: str) -> None:
    refused = httpx.post(f"{url}/upload", headers={"Origin": origin})
    assert refused.status_code == 403
    assert f"a page of {origin} cannot change anything here" in refused.json()["detail"]


def test_the_services_own_page_can(url: str) -> None:
    assert httpx.post(f"{url}/upload", headers={"Origin": url}).status_code == 200
    assert httpx.get(f"{url}/search", headers={"Origin": "https://evil.example"}).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP", "x-client-ip"],
)
def test_a_request_that_a_proxy_passed_on_is_refused(url: str, header: str) -> None:
    refused = httpx.get(f"{url}/search", headers={header: "127.0.0.1"})
    assert refused.status_code == 403
    assert f"the header {header.lower()!r} says" in refused.json()["detail"]
    assert "`vindex keys create NAME`" in refused.json()["detail"]


TAB = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FRAME = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
PICTURE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


@pytest.mark.parametrize(
    ("path", "site", "how", "status"),
    [
        ("/search", "cross-site", PICTURE, 403),
        ("/search", "same-site", PICTURE, 403),  # another port of this machine
        ("/search", "cross-site", TAB, 403),
        ("/search", "same-origin", PICTURE, 200),
        ("/search", "none", TAB, 200),  # typed by hand
        ("/docs", "cross-site", TAB, 200),
        ("/docs", "cross-site", FRAME, 403),
        ("/v/some-video", "cross-site", TAB, 404),
        ("/v/some-video", "cross-site", PICTURE, 403),
        ("/embed/some-video", "cross-site", FRAME, 404),  # its security policy says whose
        ("/embed/some-video", "cross-site", PICTURE, 403),
        ("/v1/cached", "cross-site", TAB, 403),
    ],
)
def test_other_sites_can_open_a_page_and_nothing_else(
    url: str, path: str, site: str, how: dict[str, str], status: int
) -> None:
    assert httpx.get(url + path, headers={"Sec-Fetch-Site": site, **how}).status_code == status


def test_with_keys_any_host_name_is_allowed(tmp_path: Path) -> None:
    _, key = create_key(store_in(tmp_path), "ci", ["upload", "search"], [])
    headers = {"Host": "search.example.org", "Origin": "https://elsewhere.example", "X-API-Key": key}
    with serve_auth_app(tmp_path) as url:
        assert httpx.post(f"{url}/upload", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("loopback", "key", "status"),
    [(True, False, 403), (False, False, 200), (True, True, 200), (False, True, 200)],
)
def test_only_a_local_service_without_keys_looks_at_the_host_name(
    tmp_path: Path, loopback: bool, key: bool, status: int
) -> None:
    store = store_in(tmp_path)
    if key:
        create_key(store, "ci", ["search"], [])
    authenticator = Authenticator(store, loopback=loopback, per_minute=0)
    app = LocalOnlyMiddleware(PlainTextResponse("passed"), authenticator)

    async def ask() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://evil.example") as client:
            return (await client.get("/")).status_code

    assert asyncio.run(ask()) == status
