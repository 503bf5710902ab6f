"""rules: the methods and types of bodies that reach Dagster."""

from __future__ import annotations

import httpx
import pytest

from tests.support.dagster.door import FROM_UI, JSON, MUTATION, DoorBefore, Inner

BY_URL = "/graphql?query=mutation%20%7B%20x%20%7D"


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/html"}, FROM_UI, {**FROM_UI, **JSON}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_query_is_taken_from_the_url_of_a_get(
    door: DoorBefore, inner: Inner, method: str, headers: dict[str, str]
) -> None:
    refused = door.ask(method, BY_URL, headers)
    assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert refused.headers["Allow"] == "POST"
    assert inner.reached == []


@pytest.mark.parametrize(
    "given",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "text/plain; application/json",
        "application/json-patch+json",
    ],
)
@pytest.mark.parametrize("path", ["/graphql", BY_URL, "/report_asset_materialization/video"])
def test_a_body_of_another_type_is_refused(door: DoorBefore, inner: Inner, path: str, given: str) -> None:
    headers = {**FROM_UI, **({"Content-Type": given} if given else {})}
    refused = door.ask("POST", path, headers, MUTATION)
    assert refused.status_code == httpx.codes.UNSUPPORTED_MEDIA_TYPE
    assert repr(given) in refused.json()["detail"]
    assert inner.reached == []


@pytest.mark.parametrize("given", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_json_reaches_dagster(door: DoorBefore, given: str) -> None:
    assert door.ask("POST", "/graphql", {**FROM_UI, "Content-Type": given}, MUTATION).is_success


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/graphql", "GET, HEAD, POST"),
        ("OPTIONS", "/graphql", "GET, HEAD, POST"),
        ("DELETE", "/runs/1", "GET, HEAD"),
        ("POST", "/runs/1", "GET, HEAD"),
        ("POST", "/graphql/", "GET, HEAD"),
        ("GET", "/report_asset_check/a", "POST"),
        ("TRACE", "/", "GET, HEAD"),
        ("PROPFIND", "/", "GET, HEAD"),
    ],
)
def test_other_methods_are_refused_and_the_allowed_ones_named(
    door: DoorBefore, method: str, path: str, allowed: str
) -> None:
    refused = door.ask(method, path, {**FROM_UI, **JSON}, "{}")
    assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert refused.headers["Allow"] == allowed
