"""body_limits: large requests are refused, with and without Content-Length; uploads have their own limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.auth_app import serve_auth_app
from vindex_search.api.middleware.body_limits import MAX_BODY_BYTES, MAX_FORM_BYTES, MAX_QUERY_BYTES

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_auth_app(tmp_path_factory.mktemp("auth")) as url:
        yield url


def pieces(size: int) -> Iterator[bytes]:
    """A body without Content-Length."""
    yield from (b" " * 2**16 for _ in range(size // 2**16 + 1))


def test_a_query_of_a_thousand_four_byte_characters_fits(url: str) -> None:
    assert httpx.get(f"{url}/search", params={"q": "🌊" * 1000}).status_code == 200


def test_a_longer_query_string_is_refused(url: str) -> None:
    refused = httpx.get(f"{url}/search", params={"q": "x" * MAX_QUERY_BYTES})
    assert (refused.status_code, refused.headers["content-type"]) == (414, PROBLEM)
    assert f"allowed are {MAX_QUERY_BYTES}" in refused.json()["detail"]
    assert refused.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "content", [b" " * (MAX_BODY_BYTES + 1), pieces(MAX_BODY_BYTES)], ids=["declared", "in pieces"]
)
def test_a_large_body_is_refused(url: str, content: bytes) -> None:
    refused = httpx.post(f"{url}/json", content=content, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)
    assert refused.json()["detail"] == f"the body is too large; allowed are {MAX_BODY_BYTES} bytes"


def test_a_form_fits_an_image_of_ten_mebibytes_and_no_more(url: str) -> None:
    fits = httpx.post(f"{url}/form", files={"image": b"x" * (10 * 2**20)}, data={"q": "moon"})
    assert (fits.status_code, fits.json()) == (200, 2)
    assert httpx.post(f"{url}/form", files={"image": b"x" * MAX_FORM_BYTES}).status_code == 413


def test_an_upload_is_not_limited_here(url: str) -> None:
    sent = httpx.put(f"{url}/v1/uploads/team/film.mp4", content=pieces(2 * MAX_BODY_BYTES))
    assert sent.json() > 2 * MAX_BODY_BYTES


def test_only_a_put_is_an_upload(url: str, tmp_path: Path) -> None:
    assert httpx.post(f"{url}/v1/uploads/x", content=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413
