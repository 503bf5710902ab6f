"""transcripts: read back by another parser; ETags; and reasons for a missing one."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import httpx
import polars as pl
import pytest
import webvtt

from tests.support.http.service import served, video_id
from tests.support.storage.video_records import register
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp

SAID = "The moon pulls the ocean towards itself 🌊."


@pytest.mark.parametrize(
    ("form", "kind"), [("vtt", "text/vtt; charset=utf-8"), ("srt", "application/x-subrip; charset=utf-8")]
)
def test_captions_are_parsed_back(client: httpx.Client, form: str, kind: str) -> None:
    answer = client.get(f"/v1/videos/{video_id(client, 'tides')}/transcript.{form}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    captions = webvtt.from_buffer(io.BytesIO(answer.content), format=form)
    assert captions[0].text.replace("\n", " ") == SAID


def test_json_has_all_fields(client: httpx.Client) -> None:
    name = video_id(client, "tides")
    answer = client.get(f"/v1/videos/{name}/transcript.json")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert (found["video_id"], found["origin"]) == (name, "subtitle file tides.en.vtt")
    first = found["segments"][0]
    assert (first["text"], first["language"], first["source"]) == (SAID, "en", "subtitles")
    assert (first["start_s"], first["end_s"]) == (0.0, 1.0)


def test_ttml_has_the_text_and_the_language(client: httpx.Client) -> None:
    answer = client.get(f"/v1/videos/{video_id(client, 'tides')}/transcript.ttml")
    assert answer.headers["content-type"] == "application/ttml+xml"
    document = ElementTree.fromstring(answer.content)
    assert document.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert SAID in " ".join(document.itertext())


@pytest.mark.parametrize("form", ["vtt", "srt", "ttml", "json"])
def test_an_unchanged_transcript_is_not_sent_again(client: httpx.Client, form: str) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/transcript.{form}"
    first = client.get(address)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_video_without_a_transcript_says_why(client: httpx.Client) -> None:
    missing = client.get(f"/v1/videos/{video_id(client, 'broken')}/transcript.vtt")
    assert missing.status_code == 404
    assert "has no transcript yet; it failed: the file is not a video" in missing.json()["detail"]
    assert client.get("/v1/videos/team--nothing-0123456789/transcript.vtt").status_code == 404


@pytest.mark.parametrize("note", [{"segments": 0}, {}], ids=["counted", "from before they were counted"])
def test_an_empty_transcript_names_its_source(tmp_path_factory: pytest.TempPathFactory, note: dict[str, int]) -> None:
    settings = Settings(home=tmp_path_factory.mktemp("silent"))
    store = open_store(settings, active_model_set(settings))
    name = register(store, "team/silent.mp4")
    empty, stamp = pl.DataFrame(schema=TRANSCRIPT_SCHEMA), Stamp((), "1", note={**note, "origin": "there is no sound"})
    store.write_table(name, TRANSCRIPT, empty, stamp)
    with served(settings, load=False) as client:
        missing = client.get(f"/v1/videos/{name}/transcript.vtt")
    assert missing.status_code == 404
    assert missing.json()["detail"] == f"the transcript of {name} is empty (there is no sound)"
