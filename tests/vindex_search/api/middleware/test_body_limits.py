"""body_limits: large requests are refused, with and without Content-Length; uploads have their own limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.auth_app import serve_auth_app

PROBLEM = "application/problem+json"
JSON = {"Content-Type": "application/json"}
MAX_QUERY_BYTES = 16_384
MAX_FORM_BYTES = 11_534_336
MAX_BODY_BYTES = 1_048_576


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
    assert httpx.get(f"{url}/search", params={"q": "x" * (MAX_QUERY_BYTES - 2)}).status_code == 200
    refused = httpx.get(f"{url}/search", params={"q": "x" * (MAX_QUERY_BYTES - 1)})
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


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_of_the_very_limit_fits(url: str, declared: bool) -> None:
    body = b'{"a": "' + b"x" * (MAX_BODY_BYTES - 9) + b'"}'
    assert len(body) == MAX_BODY_BYTES
    fits = httpx.post(f"{url}/json", content=body if declared else iter([body]), headers=JSON)
    assert (fits.status_code, fits.json()) == (200, 1)
    longer = body + b" "
    over = httpx.post(f"{url}/json", content=longer if declared else iter([body, b" "]), headers=JSON)
    assert over.status_code == 413


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain; of=multipart/form-data", ""])
def test_a_body_that_is_no_form_has_the_limit_of_others(url: str, kind: str) -> None:
    sent = httpx.post(f"{url}/form", content=b"x" * (MAX_BODY_BYTES + 1), headers={"Content-Type": kind})
    assert sent.status_code == 413


def test_a_form_fits_an_image_of_ten_mebibytes_and_no_more(url: str) -> None:
    fits = httpx.post(f"{url}/form", files={"image": b"x" * (10 * 2**20)}, data={"q": "moon"})
    assert (fits.status_code, fits.json()) == (200, 2)
    assert httpx.post(f"{url}/form", files={"image": b"x" * MAX_FORM_BYTES}).status_code == 413


def test_an_upload_is_not_limited_here(url: str) -> None:
    sent = httpx.put(f"{url}/v1/uploads/team/film.mp4", content=pieces(2 * MAX_BODY_BYTES))
    assert sent.json() > 2 * MAX_BODY_BYTES


def test_only_a_put_is_an_upload(url: str, tmp_path: Path) -> None:
    assert httpx.post(f"{url}/v1/uploads/x", content=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413


def test_the_body_that_is_read_without_a_key_is_small(url: str) -> None:
    refused = httpx.post(f"{url}/v1/session", content=b" " * 4097, headers=JSON)
    assert (refused.status_code, refused.json()["detail"]) == (413, "the body is too large; allowed are 4096 bytes")
