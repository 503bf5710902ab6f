"""etag: a body is sent once, and again only when it is another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import Request

from vindex_search.api.routes.etag import conditional_response


def asked_with(if_none_match: str | None) -> Request:
    headers = [] if if_none_match is None else [(b"if-none-match", if_none_match.encode("latin-1"))]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})


def never() -> Callable[[], str]:
    def render() -> str:
        raise AssertionError("a body that the client has is made again")

    return render


@pytest.mark.parametrize("sent", [None, "", "abc", '"abcd"', '"ab"', 'W/"abcd"', '"ABC"', "W/abc", '"x", "y"', '"*"'])
def test_a_client_without_this_very_version_gets_it(sent: str | None) -> None:
    answer = conditional_response(asked_with(sent), "abc", "text/vtt", lambda: "WEBVTT")
    assert (answer.status_code, bytes(answer.body)) == (200, b"WEBVTT")
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"abc"', "private, no-cache")


@pytest.mark.parametrize("sent", ['"abc"', 'W/"abc"', '"x", "abc"', '"x" ,W/"abc","y"', "*", '"x", *'])
def test_a_client_that_has_it_gets_no_body(sent: str) -> None:
    answer = conditional_response(asked_with(sent), "abc", "text/vtt", never())
    assert (answer.status_code, bytes(answer.body)) == (304, b"")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"abc"', "private, no-cache")


@pytest.mark.parametrize("sent", [None, '"abc"'])
def test_a_route_says_how_long_it_may_be_kept(sent: str | None) -> None:
    answer = conditional_response(
        asked_with(sent), "abc", "image/jpeg", lambda: b"x", cache_control="private, max-age=9"
    )
    assert answer.headers["cache-control"] == "private, max-age=9"
