"""sign_in: a key is sent once, and the browser keeps a random id of a session that can be ended."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest

from tests.support.dagster.door import COOKIE, FROM_UI, JSON, MUTATION, DoorBefore, Inner
from vindex_assets.webserver.door.sign_in import MAX_FORM_BYTES, return_path

FORM = {**FROM_UI, "Sec-Fetch-Mode": "navigate", "Content-Type": "application/x-www-form-urlencoded"}


def sign_in(door: DoorBefore, **fields: str) -> httpx.Response:
    return door.ask("POST", "/door/sign-in", FORM, urlencode(fields))


def test_signing_in_gives_an_opaque_cookie_of_this_host_and_port(door: DoorBefore) -> None:
    key = door.make_key("ops")
    answer = sign_in(door, key=f" {key} ", next="/runs")
    assert (answer.status_code, answer.headers["Location"]) == (httpx.codes.SEE_OTHER, "/runs")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Domain" not in cookie
    assert key.split("_", 2)[2] not in cookie
    session = {"Cookie": cookie.partition(";")[0]}
    assert door.ask("POST", "/graphql", {**FROM_UI, **JSON, **session}, MUTATION).is_success
    assert "Signed in as ops" in door.ask("GET", "/door/sign-in", session).text


def test_signing_out_ends_the_session_not_only_the_cookie(door: DoorBefore) -> None:
    session = door.cookie_of(door.make_key("ops"))
    assert door.ask("GET", "/door/session", session).status_code == httpx.codes.NO_CONTENT
    assert door.ask("POST", "/door/sign-out", {**FORM, **session}).headers["Set-Cookie"].startswith(f'{COOKIE}=""')
    assert door.ask("GET", "/door/session", session).status_code == httpx.codes.UNAUTHORIZED
    assert door.ask("POST", "/graphql", {**FROM_UI, **JSON, **session}, MUTATION).status_code == 401


def test_signing_in_again_ends_the_session_before(door: DoorBefore) -> None:
    key = door.make_key("ops")
    before = door.cookie_of(key)
    door.ask("POST", "/door/sign-in", {**FORM, **before}, urlencode({"key": key}))
    assert door.ask("GET", "/door/session", before).status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize(
    "fields", [{}, {"key": ""}, {"key": "vdx_x"}, {"key": "vdx_00000000_" + "A" * 43}, {"other": "x"}]
)
def test_a_wrong_key_begins_no_session(door: DoorBefore, fields: dict[str, str]) -> None:
    door.make_key("ops")
    refused = sign_in(door, **fields)
    assert refused.status_code == httpx.codes.UNAUTHORIZED
    assert "This key is unknown or was revoked." in refused.text
    assert "Set-Cookie" not in refused.headers


def test_a_key_with_less_is_told_what_it_lacks(door: DoorBefore) -> None:
    refused = sign_in(door, key=door.make_key("less", "search"))
    assert refused.status_code == httpx.codes.FORBIDDEN
    assert "needs &#x27;admin&#x27;, it has search" in refused.text
    assert "Set-Cookie" not in refused.headers


def test_a_form_that_is_too_large_is_not_kept(door: DoorBefore) -> None:
    key = door.make_key("ops")
    assert sign_in(door, key=key, next="/" + "a" * MAX_FORM_BYTES).status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize("body", ["&" * 5000, "a=1&" * 1500, "key=%ff%00&key=%zz", "{}"])
def test_what_is_no_form_is_a_wrong_key(door: DoorBefore, body: str) -> None:
    door.make_key("ops")
    assert door.ask("POST", "/door/sign-in", FORM, body).status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "/a\r\nSet-Cookie: x", "/ x"],
)
def test_nobody_is_led_to_another_host(path: str) -> None:
    assert return_path(path) == "/"


@pytest.mark.parametrize("path", ["/", "/runs/1?tab=a%26b", "/assets/video"])
def test_one_is_led_back_to_the_page(path: str) -> None:
    assert return_path(path) == path


def test_values_of_a_request_are_no_markup(door: DoorBefore) -> None:
    door.make_key("ops")
    page = sign_in(door, key="x", next='/"><script>alert(1)</script>')
    assert "<script>alert" not in page.text


def test_without_keys_nobody_signs_in(door: DoorBefore) -> None:
    assert door.ask("GET", "/door/sign-in").headers["Location"] == "/"


@pytest.mark.parametrize("name", ["base.css", "header.css", "panels.css", "icon.svg", "resume.js"])
def test_its_files_need_no_key(door: DoorBefore, inner: Inner, name: str) -> None:
    door.make_key("ops")
    assert door.ask("GET", f"/door/{name}").is_success
    assert door.ask("GET", f"/door/../{name}").status_code != httpx.codes.OK
    assert inner.reached == []
