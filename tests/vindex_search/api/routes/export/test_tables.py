"""Tables over HTTP: read back, narrowed as lists are, of the caller's workspaces."""

from __future__ import annotations

import io
from typing import Any

import httpx
import polars as pl
import pytest

from tests.support.http.service import video_id
from vindex_search.export.columns import schema_of
from vindex_search.export.table_names import MEDIA_TYPE, TABLES


def table(client: httpx.Client, **params: Any) -> pl.DataFrame:
    answer = client.get("/v1/export", params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPE)
    return pl.read_parquet(io.BytesIO(answer.content))


@pytest.mark.parametrize("what", TABLES)
def test_every_table_has_its_schema_and_a_name(client: httpx.Client, what: str) -> None:
    answer = client.get("/v1/export", params={"what": what})
    assert pl.read_parquet(io.BytesIO(answer.content)).schema == schema_of(what)
    assert answer.headers["content-disposition"] == f'attachment; filename="vindex-{what}.parquet"'


def test_the_videos_are_those_of_the_list(client: httpx.Client) -> None:
    listed = client.get("/v1/videos").json()["videos"]
    found = table(client, what="videos")
    for column in ("video_id", "title", "status", "duration_s", "language", "media_url", "play_url"):
        assert found[column].to_list() == [video[column] for video in listed]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"status": "failed"}, ["broken"]),
        ({"workspace": "other"}, ["bread"]),
        ({"tag": "sea"}, ["tides"]),
        ({"language": "en", "workspace": "team"}, ["tides"]),
        ({"tag": "nothing"}, []),
    ],
)
def test_filters_are_those_of_the_list(client: httpx.Client, filters: dict[str, str], titles: list[str]) -> None:
    assert table(client, what="videos", **filters)["title"].to_list() == titles
    assert [video["title"] for video in client.get("/v1/videos", params=filters).json()["videos"]] == titles


def test_the_moments_are_those_of_the_answer(client: httpx.Client) -> None:
    asked = {"q": "moon and ocean", "limit": "3"}
    moments = client.get("/v1/search", params=asked).json()["moments"]
    found = pl.read_parquet(io.BytesIO(client.get("/v1/export/moments", params=asked).content))
    assert found.schema == schema_of("moments")
    assert found.select("rank", "video_id", "start_s", "score", "text").rows() == [
        (rank, moment["video_id"], moment["start_s"], moment["score"], moment["evidence"][0]["text"])
        for rank, moment in enumerate(moments, start=1)
    ]


@pytest.mark.parametrize("params", [{}, {"what": "keys"}, {"what": "videos", "duration_from": "x"}])
def test_a_malformed_request_is_a_problem(client: httpx.Client, params: dict[str, str]) -> None:
    refused = client.get("/v1/export", params=params)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


def test_frames_are_exported_by_an_address_that_answers(client: httpx.Client) -> None:
    frames = table(client, what="frames")
    named = frames.filter(frames["video_id"] == video_id(client, "tides"))
    if not named.is_empty():
        assert client.get(named["frame_url"][0]).headers["content-type"] == "image/jpeg"
    assert client.get(table(client, what="videos")["media_url"][0]).status_code == 200
