"""The main routes over real HTTP: a real library, real points, the encoders of the offline set."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.service import video_id
from tests.support.media.films import make_film, make_subtitles
from vindex_search.index.lock import IndexInUse
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

PROBLEM = "application/problem+json"


def test_a_sentence_finds_the_moment(client: httpx.Client) -> None:
    answer = client.get("/v1/search", params={"q": "what does the moon do to the sea"}).json()
    assert answer["query"] == "what does the moon do to the sea"
    assert answer["model_set"] == "offline"
    assert answer["next"] is None
    first = answer["moments"][0]
    assert first["title"] == "tides"
    assert first["workspace"] == "team"
    assert 0 <= first["start_s"] < first["end_s"] <= 2
    assert set(first["channels"]) == {"speech", "words"}
    assert first["play_url"].startswith(f"/v/{first['video_id']}?t=0.00&q=what")
    evidence = first["evidence"][0]
    start, end = next(one for one in first["evidence"] if one["highlights"])["highlights"][0]
    assert evidence["text"][start:end] == "moon"


@pytest.mark.parametrize(
    ("params", "titles"),
    [
        ({"workspace": "other"}, {"bread"}),
        ({"workspace": "nobody"}, set()),
        ({"channels": "words"}, {"bread"}),
        ({"channels": "visual"}, set()),
        ({"limit": 1}, {"bread"}),
    ],
)
def test_a_search_can_be_filtered(client: httpx.Client, params: dict[str, str], titles: set[str]) -> None:
    answer = client.get("/v1/search", params={"q": "hot oven", **params}).json()
    assert {moment["title"] for moment in answer["moments"]} == titles


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({}, "q is empty"),
        ({"q": " "}, "q is empty"),
        ({"q": "-oven"}, "only excludes words"),
        ({"q": "?!"}, "has no letter or digit"),
        ({"q": "x", "querry": "y"}, "querry: Extra inputs are not permitted"),
        ({"q": "x" * 1001}, "1000 characters"),
        ({"q": "x", "limit": 0}, "limit: Input should be greater than or equal to 1"),
        ({"q": "x", "channels": "smell"}, "'smell' is unknown; allowed: speech, words, screen, visual"),
        ({"q": "x", "workspace": "No!"}, "workspace 'No!' is not"),
        ({"q": "x", "video_id": "../etc"}, "'../etc' is no video id"),
    ],
)
def test_an_invalid_search_gets_a_sentence_to_act_on(client: httpx.Client, params: dict[str, str], says: str) -> None:
    response = client.get("/v1/search", params=params)
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert says in response.json()["detail"]


def test_videos_are_listed_with_status_and_reason(client: httpx.Client) -> None:
    found = {video["title"]: video for video in client.get("/v1/videos").json()["videos"]}
    assert {title: video["status"] for title, video in found.items()} == {
        "tides": "indexed",
        "bread": "indexed",
        "broken": "failed",
    }
    assert found["broken"]["reason"] == "the file is not a video or audio file that can be read"
    assert found["tides"]["duration_s"] == pytest.approx(2, abs=0.1)
    failed = client.get("/v1/videos", params={"status": "failed"}).json()["videos"]
    assert [video["title"] for video in failed] == ["broken"]


def test_the_list_is_paginated(client: httpx.Client) -> None:
    first = client.get("/v1/videos", params={"limit": 2}).json()
    second = client.get(first["next"]).json()
    assert second["next"] is None
    titles = [video["title"] for video in first["videos"] + second["videos"]]
    assert sorted(titles) == ["bread", "broken", "tides"]


def test_one_video_and_an_unknown_one(client: httpx.Client) -> None:
    tides = video_id(client, "tides")
    assert client.get(f"/v1/videos/{tides}").json()["object_key"] == "team/sea/tides.mp4"
    missing = client.get("/v1/videos/nope")
    assert (missing.status_code, missing.headers["content-type"]) == (404, PROBLEM)
    assert "'nope'" in missing.json()["detail"]


def test_media_are_served_in_ranges(client: httpx.Client, library: Path) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/media"
    whole = (library / "uploads" / "team" / "sea" / "tides.mp4").read_bytes()
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    full = client.get(address)
    assert (full.status_code, full.headers["content-type"], full.content) == (200, "video/mp4", whole)


def test_a_thumbnail_is_the_frame_on_screen(client: httpx.Client) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/thumbnail"
    red, blue = (client.get(address, params={"t": t}) for t in (0.2, 1.8))
    assert red.headers["content-type"] == "image/jpeg"
    assert red.content[:2] == b"\xff\xd8"
    assert red.content != blue.content
    assert client.get(f"/v1/videos/{video_id(client, 'broken')}/thumbnail").status_code == 404


def test_status_says_what_the_model_set_cannot_do(client: httpx.Client) -> None:
    status = client.get("/v1/status").json()
    assert status["videos"] == {"indexed": 2, "processing": 0, "failed": 1, "waiting": 0, "cancelled": 0}
    assert "pictures" in status["notices"][0]
    assert status["uploads"].endswith("uploads")


@pytest.mark.parametrize(
    "address", ["/", "/v/some--video-0123456789", "/web/js/app.js", "/docs", "/healthz", "/readyz"]
)
def test_pages_are_served_with_a_policy_that_allows_no_other_host(client: httpx.Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["content-security-policy"].startswith("default-src 'self'")
    assert "cdn" not in response.text[:2000]


def test_openapi_lists_the_routes(client: httpx.Client) -> None:
    paths = json.loads(client.get("/openapi.json").text)["paths"]
    assert {"/v1/search", "/v1/videos", "/v1/videos/{video_id}", "/v1/videos/{video_id}/media"} <= set(paths)


def test_a_second_service_cannot_open_the_index(client: httpx.Client, library: Path) -> None:
    with pytest.raises(IndexInUse):
        SearchService(Settings(home=library)).open_index()


def test_a_new_video_is_searchable_within_two_seconds_and_without_a_restart(
    client: httpx.Client, library: Path
) -> None:
    from tests.support.library.home import open_home
    from vindex_assets.cli.ingest import run_due

    film = make_film(library / "uploads" / "team" / "owl.mp4")
    make_subtitles(film, "An owl turns its head almost all the way round.")
    with open_home(library) as home:
        run_due(home.instance, home.library, on_start=lambda *_: None)
    end = time.monotonic() + 2
    found: set[str] = set()
    while "owl" not in found and time.monotonic() < end:
        moments = client.get("/v1/search", params={"q": "owl head"}).json()["moments"]
        found = {moment["title"] for moment in moments}
    assert "owl" in found
    with open_home(library) as home:
        home.library.store.remove_video(next(v for v in home.library.store.video_ids() if "owl" in v))
    until(lambda: not client.get("/v1/status").json()["behind"])
    until(lambda: client.get("/v1/status").json()["videos"]["indexed"] == 2)  # listed from memory, a second old
    assert not [m for m in client.get("/v1/search", params={"q": "owl head"}).json()["moments"] if m["title"] == "owl"]
