"""security_headers: on every response, also those of middleware and errors."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.support.http.auth_app import serve_auth_app
from vindex_search.api.middleware.security_headers import SECURITY_HEADERS


def test_every_response_has_them(tmp_path: Path) -> None:
    with serve_auth_app(tmp_path) as url:
        answers = [
            httpx.get(f"{url}/search"),
            httpx.get(f"{url}/nothing"),
            httpx.get(f"{url}/search", headers={"Host": "evil.example"}),
            httpx.get(f"{url}/search", params={"q": "x" * 20_000}),
            httpx.delete(f"{url}/v1/session"),
        ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 414, 204]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_responses_of_the_api_are_private(tmp_path: Path) -> None:
    with serve_auth_app(tmp_path) as url:
        assert httpx.delete(f"{url}/v1/session").headers["cache-control"] == "private"
        assert "cache-control" not in httpx.get(f"{url}/search").headers
