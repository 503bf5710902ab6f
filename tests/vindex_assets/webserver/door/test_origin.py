"""origin: only the door's own hosts and its own pages are answered."""

from __future__ import annotations

import httpx
import pytest

from tests.support.dagster.door import FROM_UI, JSON, MUTATION, NAVIGATION, OWN, DoorBefore, Inner

FORGED = [
    "evil.example",
    "evil.example:3000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example#127.0.0.1",
    "evil.example?127.0.0.1",
    "evil.example\\127.0.0.1",
    "evil@127.0.0.1:3000",
    "127.0.0.1@evil.example",
    "127.0.0.1/evil.example",
    "127.0.0.1 evil.example",
    "localhost.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0:3000",
    "192.168.1.2:3000",
    "[::]:3000",
    "[::1",
    "::1",
    "",
]
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused(door: DoorBefore, inner: Inner, host: str) -> None:
    for method, path in (("GET", "/"), ("POST", "/graphql"), ("GET", "/door/sign-in")):
        assert door.ask(method, path, {"Host": host, **JSON}).status_code == httpx.codes.FORBIDDEN
    assert inner.reached == []


@pytest.mark.parametrize("host", ["localhost", "localhost:3000", "127.0.0.1", "127.9.9.9:1", "[::1]:3000"])
def test_a_loopback_host_is_answered(door: DoorBefore, host: str) -> None:
    assert door.ask("GET", "/", {"Host": host}).is_success


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:3001", "http://localhost:3000", "https://127.0.0.1:3000", ""],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/graphql"), ("POST", "/door/sign-in")])
def test_a_foreign_origin_is_refused(door: DoorBefore, inner: Inner, origin: str, method: str, path: str) -> None:
    for site in ("same-origin", "none"):
        refused = door.ask(method, path, {**FROM_UI, **JSON, "Origin": origin, "Sec-Fetch-Site": site}, MUTATION)
        assert refused.status_code == httpx.codes.FORBIDDEN
    assert inner.reached == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_post_of_a_foreign_page_is_refused_though_it_names_the_own_origin(door: DoorBefore, site: str) -> None:
    refused = door.ask("POST", "/graphql", {**FROM_UI, **JSON, "Sec-Fetch-Site": site}, MUTATION)
    assert refused.status_code == httpx.codes.FORBIDDEN
    assert repr(site) in refused.json()["detail"]


def test_a_post_with_an_origin_and_without_fetch_metadata_is_refused(door: DoorBefore) -> None:
    assert door.ask("POST", "/graphql", {"Origin": OWN, **JSON}, MUTATION).status_code == httpx.codes.FORBIDDEN


def test_the_own_page_and_a_script_on_this_machine_are_answered(door: DoorBefore, inner: Inner) -> None:
    assert door.ask("POST", "/graphql", {**FROM_UI, **JSON}, MUTATION).is_success
    assert door.ask("POST", "/graphql", JSON, MUTATION).is_success
    assert inner.reached == ["POST /graphql"] * 2


@pytest.mark.parametrize("path", ["/logs/a/b.out", "/download_debug/1", "/server_info", "/favicon.ico", "/graphql"])
def test_a_foreign_page_embeds_nothing(door: DoorBefore, path: str) -> None:
    assert door.ask("GET", path, FROM_ELSEWHERE).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_link_or_a_bookmark_leads_to_a_page(door: DoorBefore, site: str) -> None:
    assert door.ask("GET", "/runs/1", {**NAVIGATION, "Sec-Fetch-Site": site}).is_success


@pytest.mark.parametrize(
    "change", [{"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "object"}, {"Sec-Fetch-Mode": "cors"}]
)
def test_a_frame_of_a_foreign_page_is_no_navigation(door: DoorBefore, change: dict[str, str]) -> None:
    assert door.ask("GET", "/", {**NAVIGATION, **change}).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("path", ["/logs/a/b.out", "/download_debug/1", "/report_asset_check/a"])
def test_a_link_leads_to_no_download(door: DoorBefore, path: str) -> None:
    assert door.ask("GET", path, NAVIGATION).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_without_keys_nothing_is_answered_through_a_proxy(door: DoorBefore, header: str) -> None:
    assert door.ask("GET", "/", {header: "127.0.0.1"}).status_code == httpx.codes.FORBIDDEN
    key = door.make_key("ops")
    assert door.ask("GET", "/", {header: "127.0.0.1", "Authorization": f"Bearer {key}"}).is_success


@pytest.mark.parametrize("host", ["", "evil.example"])
def test_a_public_url_without_a_host_lets_nobody_in(door: DoorBefore, host: str) -> None:
    nowhere = DoorBefore(door.folder, door.app, public_url="dagster")
    headers = {"Host": host, "Authorization": f"Bearer {nowhere.make_key('ops')}"}
    assert nowhere.ask("GET", "/", headers).status_code == httpx.codes.FORBIDDEN


def test_with_keys_the_public_host_is_answered_and_its_origin_is_its_own(door: DoorBefore) -> None:
    public = DoorBefore(door.folder, door.app, public_url="https://Dagster.example.org/")
    here = {"Host": "dagster.example.org"}
    assert public.ask("GET", "/", here).status_code == httpx.codes.FORBIDDEN
    sent = {**here, **FROM_UI, **JSON, "Authorization": f"Bearer {public.make_key('ops')}"}
    assert public.ask("POST", "/graphql", {**sent, "Origin": "https://dagster.example.org"}).is_success
    assert public.ask("POST", "/graphql", {**sent, "Origin": "http://dagster.example.org"}).status_code == 403
    assert public.ask("GET", "/", {**sent, "Host": "other.example.org"}).status_code == httpx.codes.FORBIDDEN
