"""security_headers: on every response, also those of middleware and errors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tests.support.http.auth_app import serve_auth_app
from vindex_search.api.middleware.security_headers import SecurityHeadersMiddleware, s3_sources

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# No `script-src` or `style-src`: they are those of `default-src`, files of this origin alone.
PAGE_POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "media-src": ["'self'", "blob:"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
INLINE = ["'self'", "'unsafe-inline'"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_auth_app(tmp_path_factory.mktemp("auth")) as url:
        yield url


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    """The directives of a content security policy; a browser takes the first one of a name."""
    policy: dict[str, list[str]] = {}
    for directive in answer.headers["content-security-policy"].split(";"):
        name, *sources = directive.split()
        policy.setdefault(name, sources)
    return policy


def test_every_response_has_them(url: str) -> None:
    answers = [
        httpx.get(f"{url}/search"),
        httpx.get(f"{url}/nothing"),
        httpx.get(f"{url}/search", headers={"Host": "evil.example"}),
        httpx.get(f"{url}/search", params={"q": "x" * 20_000}),
        httpx.delete(f"{url}/v1/session"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 414, 204]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert policy_of(answer) == PAGE_POLICY


@pytest.mark.parametrize("path", ["/", "/v/docs", "/web/docs", "/v1/docs", "/v1/videos"])
def test_scripts_come_from_files_of_this_origin_alone(url: str, path: str) -> None:
    assert policy_of(httpx.get(url + path)) == PAGE_POLICY


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect"])
def test_the_documentation_alone_may_have_scripts_and_styles_in_the_page(url: str, path: str) -> None:
    assert policy_of(httpx.get(url + path)) == {**PAGE_POLICY, "script-src": INLINE, "style-src": INLINE}


@pytest.mark.parametrize("embedding", [[], ["https://wiki.example.org", "http://localhost:8080"]])
def test_the_embedded_player_alone_may_be_framed_by_the_origins_of_the_setting(embedding: list[str]) -> None:
    app = SecurityHeadersMiddleware(PlainTextResponse("x"), embedding=embedding)

    async def ask(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.get(path)

    embedded, page = asyncio.run(ask("/embed/x")), asyncio.run(ask("/v/x"))
    assert policy_of(embedded) == {**PAGE_POLICY, "frame-ancestors": ["'self'", *embedding]}
    assert "x-frame-options" not in embedded.headers
    assert (policy_of(page), page.headers["x-frame-options"]) == (PAGE_POLICY, "DENY")


def test_responses_of_the_api_are_private(url: str) -> None:
    assert httpx.delete(f"{url}/v1/session").headers["cache-control"] == "private"
    assert "cache-control" not in httpx.get(f"{url}/search").headers


def test_a_route_may_say_more_of_caching(url: str) -> None:
    assert httpx.get(f"{url}/v1/cached").headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize(
    ("uploads", "endpoint", "sources"),
    [
        ("/srv/uploads", "http://minio:9000", ()),
        ("s3://films/in", "http://minio:9000/", ("http://minio:9000", "http://films.minio:9000")),
        ("s3://films", "", ("https://*.amazonaws.com", "https://*.amazonaws.com.cn")),
    ],
)
def test_only_presigned_urls_lead_elsewhere(uploads: str, endpoint: str, sources: tuple[str, ...]) -> None:
    assert s3_sources(uploads, endpoint) == sources


def test_the_sources_of_media_are_those_of_uploads() -> None:
    app = SecurityHeadersMiddleware(PlainTextResponse("x"), sources=["https://s3.example"])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.get("/")

    policy = policy_of(asyncio.run(ask()))
    assert policy["media-src"] == ["'self'", "blob:", "https://s3.example"]
    assert policy["connect-src"] == ["'self'", "https://s3.example"]
    assert policy["img-src"] == PAGE_POLICY["img-src"]
