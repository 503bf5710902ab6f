"""oEmbed over HTTP: for pages of this service, in JSON and XML, with the links by which it is found."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

import httpx
import pytest

from tests.support.http.service import video_id


def asked(client: httpx.Client, path: str, **params: str) -> httpx.Response:
    return client.get("/oembed", params={"url": f"{str(client.base_url).rstrip('/')}{path}", **params})


@pytest.mark.parametrize("page", ["/v/{}", "/embed/{}", "/v/{}?t=12.5&q=moon", "/v/{}#t=12.5"])
def test_the_page_of_a_video_gives_its_player(client: httpx.Client, page: str) -> None:
    name = video_id(client, "tides")
    answer = asked(client, page.format(name)).json()
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "video", "tides")
    time = "?t=12.5" if "t=" in page else ""
    assert f'src="{client.base_url}/embed/{name}{time}"'.replace("//embed", "/embed") in answer["html"]


def test_xml_has_the_same(client: httpx.Client) -> None:
    page = f"/v/{video_id(client, 'tides')}"
    answer = asked(client, page, format="xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    found = {field.tag: field.text for field in ElementTree.fromstring(answer.content)}
    assert found == {name: str(value) for name, value in asked(client, page).json().items()}


@pytest.mark.parametrize("page", ["/", "/v/", "/v/team--nothing-0123456789", "/other/x", "/v/../v1/status"])
def test_any_other_page_has_none(client: httpx.Client, page: str) -> None:
    assert asked(client, page).status_code == 404


def test_pages_of_other_services_have_none(client: httpx.Client) -> None:
    url = f"http://elsewhere.example/v/{video_id(client, 'tides')}"
    assert client.get("/oembed", params={"url": url}).status_code == 404


def test_a_time_that_is_none_is_left_out(client: httpx.Client) -> None:
    page = f'/v/{video_id(client, "tides")}?t="><script>'
    assert "?t=" not in asked(client, page).json()["html"]


def test_another_format_is_not_implemented(client: httpx.Client) -> None:
    assert asked(client, f"/v/{video_id(client, 'tides')}", format="yaml").status_code == 501


def test_the_page_of_a_video_says_where_its_oembed_is(client: httpx.Client) -> None:
    head = client.get(f"/v/{video_id(client, 'tides')}", params={"t": "3"}).text.partition("</head>")[0]
    links = re.findall(r'<link rel="alternate" type="(.*?)\+oembed" href="(.*?)">', head)
    assert [kind for kind, _ in links] == ["application/json", "text/xml"]
    found = client.get(html.unescape(links[0][1])).json()
    assert found["title"] == "tides"
    assert "?t=3" in found["html"]


def test_the_page_is_the_same_for_a_video_that_does_not_exist(client: httpx.Client) -> None:
    names = [video_id(client, "tides"), "team--nothing-0123456789"]
    pages = [client.get(f"/v/{name}").text.replace(name, "") for name in names]
    assert pages[0] == pages[1]
