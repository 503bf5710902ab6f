"""chapters: as JSON and as WebVTT that another parser reads back; ETags; and why there are none yet."""

from __future__ import annotations

import io
from collections.abc import Iterator

import httpx
import polars as pl
import pytest
import webvtt

from tests.support.http.service import served
from tests.support.storage.video_records import register
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.contract.tables import embeddings_schema
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp

ROWS = [("Mix & rest", 0.0, 30.5), ("Bake", 30.5, 60.0)]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, str, str]]:
    """A client, a video with two chapters, and one whose chapters nobody looked for yet."""
    settings = Settings(home=tmp_path_factory.mktemp("chapters") / "home")
    store = open_store(settings, active_model_set(settings))
    named, unnamed = register(store, "team/a.mp4"), register(store, "team/b.mp4")
    rows = [
        {"row_key": str(at), "channel": "chapter", "start_s": start, "end_s": end, "text": title, "vector": [0.0]}
        for at, (title, start, end) in enumerate(ROWS)
    ]
    store.write_table(
        named, CHAPTERS, pl.DataFrame(rows, schema=embeddings_schema(1)), Stamp((), "1", note={"origin": "slides"})
    )
    with served(settings, load=False) as client:
        yield client, named, unnamed


def test_each_has_its_title_its_times_and_where_it_plays(two: tuple[httpx.Client, str, str]) -> None:
    client, name, _ = two
    answer = client.get(f"/v1/videos/{name}/chapters").json()
    assert (answer["video_id"], answer["origin"], answer["is_made"]) == (name, "slides", True)
    assert [(one["title"], one["start_s"], one["end_s"]) for one in answer["chapters"]] == ROWS
    assert answer["chapters"][1]["play_url"] == f"/v/{name}?t=30.50"


def test_the_file_is_parsed_back(two: tuple[httpx.Client, str, str]) -> None:
    client, name, _ = two
    answer = client.get(f"/v1/videos/{name}/chapters.vtt")
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    parsed = webvtt.from_buffer(io.BytesIO(answer.content), format="vtt")
    assert [(parsed[at].start, parsed[at].end) for at in range(2)] == [
        ("00:00:00.000", "00:00:30.500"),
        ("00:00:30.500", "00:01:00.000"),
    ]


@pytest.mark.parametrize("form", ["chapters", "chapters.vtt"])
def test_unchanged_chapters_are_not_sent_again(two: tuple[httpx.Client, str, str], form: str) -> None:
    client, name, _ = two
    tag = client.get(f"/v1/videos/{name}/{form}").headers["etag"]
    again = client.get(f"/v1/videos/{name}/{form}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("form", ["chapters", "chapters.vtt"])
def test_where_nobody_looked_yet_it_says_so(two: tuple[httpx.Client, str, str], form: str) -> None:
    client, _, unnamed = two
    missing = client.get(f"/v1/videos/{unnamed}/{form}")
    assert missing.status_code == 404
    assert "has no chapters yet; it is waiting" in missing.json()["detail"]
