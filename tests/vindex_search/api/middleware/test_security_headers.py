"""headers: every answer says what a browser may do with it, also one that a layer or an error gave."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.support.http.auth_app import serve_auth_app
from vindex_search.api.middleware.security_headers import SECURITY_HEADERS


def test_every_answer_bears_them(tmp_path: Path) -> None:
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
        assert SECURITY_HEADERS.items() <= dict(zip(SECURITY_HEADERS, map(answer.headers.get, SECURITY_HEADERS), strict=True)).items()
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_what_the_api_says_is_kept_in_no_shared_cache(tmp_path: Path) -> None:
    with serve_auth_app(tmp_path) as url:
        assert httpx.delete(f"{url}/v1/session").headers["cache-control"] == "private"
        assert "cache-control" not in httpx.get(f"{url}/search").headers
