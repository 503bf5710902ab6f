"""IIIF over HTTP: the addresses of a manifest answer, and a search finds what is said."""

from __future__ import annotations

import httpx
import pytest

from tests.support.http.service import video_id
from tests.vindex_search.export.iiif.structure import faults


def test_the_manifest_is_one_and_what_it_names_answers(client: httpx.Client) -> None:
    name = video_id(client, "tides")
    answer = client.get(f"/iiif/{name}/manifest.json")
    document = answer.json()
    assert "presentation/3" in answer.headers["content-type"]
    assert faults(document) == []
    assert document["id"] == str(answer.url)
    (canvas,) = document["items"]
    captions, transcript = canvas["annotations"]
    named = [canvas["items"][0]["items"][0]["body"]["id"], captions["items"][0]["body"]["id"], transcript["id"]]
    assert [client.get(address).status_code for address in named] == [200, 200, 200]


def test_the_transcript_and_the_search_name_the_canvas(client: httpx.Client) -> None:
    name = video_id(client, "tides")
    (canvas,) = client.get(f"/iiif/{name}/manifest.json").json()["items"]
    page = client.get(f"/iiif/{name}/transcript.json").json()
    found = client.get(f"/iiif/{name}/search", params={"q": "MOON pulls", "user": "x"}).json()
    assert found["items"] == page["items"][:1]
    assert found["ignored"] == ["user"]
    assert found["items"][0]["target"].partition("#")[0] == canvas["id"]
    assert client.get(f"/iiif/{name}/search", params={"q": "sun"}).json()["items"] == []


@pytest.mark.parametrize("part", ["manifest.json", "transcript.json"])
def test_a_video_that_was_never_read_has_none(client: httpx.Client, part: str) -> None:
    missing = client.get(f"/iiif/{video_id(client, 'broken')}/{part}")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
