"""search in one video over real HTTP: its places by rank and by time, the curve, and the places of every answer."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any, Final

import httpx
import pytest
from PIL import Image

from tests.support.http.searches import PICTURES_KEY, random_image, search
from tests.support.http.service import video_id

UNKNOWN: Final = "team--nothing-0123456789"


def by_time(client: httpx.Client, title: str, **params: Any) -> dict[str, Any]:
    return search(
        client, **{"q": "the ocean", "order": "time", "curve": "true", **params}, video_id=video_id(client, title)
    )


def test_a_video_is_answered_by_its_places_in_order_of_time(films: httpx.Client) -> None:
    found = by_time(films, "tides")
    (video,) = found["videos"]
    starts = [moment["start_s"] for moment in found["moments"]]
    assert starts == sorted(starts)
    assert [(place["start_s"], place["end_s"]) for place in video["places"]] == [
        (moment["start_s"], moment["end_s"]) for moment in found["moments"]
    ]
    assert (video["video_id"], video["title"]) == (found["moments"][0]["video_id"], "tides")
    assert max(place["strength"] for place in video["places"]) == 1.0
    assert found["curve"]["step_s"] == 2.0
    assert len(found["curve"]["values"]) >= video["duration_s"] // 2
    assert all(0 <= value <= 1 for value in found["curve"]["values"])


def test_every_video_of_an_answer_has_its_places(films: httpx.Client) -> None:
    found = search(films, q="the ocean and the oven", limit=100)
    assert found["curve"] is None
    assert [video["video_id"] for video in found["videos"]] == list(
        dict.fromkeys(moment["video_id"] for moment in found["moments"])
    )
    for video in found["videos"]:
        places = [(place["start_s"], place["end_s"]) for place in video["places"]]
        assert all(one[1] <= other[0] for one, other in pairwise(places))
        moments = [moment for moment in found["moments"] if moment["video_id"] == video["video_id"]]
        assert {(moment["start_s"], moment["end_s"]) for moment in moments} <= set(places)


def test_an_unknown_video_is_an_empty_answer_that_says_why(films: httpx.Client) -> None:
    found = search(films, q="ocean", order="time", curve="true", video_id=UNKNOWN)
    assert (found["moments"], found["videos"], found["curve"]) == ([], [], {"step_s": 2.0, "values": []})
    assert found["message"] == "There are no videos to search."


@pytest.mark.parametrize("order", ["rank", "time"])
def test_pages_of_one_video_follow_each_other(films: httpx.Client, order: str) -> None:
    whole = by_time(films, "tides", order=order)["moments"]
    page = by_time(films, "tides", order=order, limit=1)
    pages = page["moments"]
    while page["next"]:
        assert "order=time" in page["next"] or order == "rank"
        page = films.get(page["next"]).raise_for_status().json()
        pages += page["moments"]
    assert [moment["start_s"] for moment in pages] == [moment["start_s"] for moment in whole]


def test_a_picture_is_found_in_one_video(films: httpx.Client) -> None:
    file = io.BytesIO()
    Image.fromarray(random_image(1)).save(file, "PNG")
    shown = video_id(films, PICTURES_KEY.split("/")[1].split(".")[0])
    fields = {"video_id": shown, "order": "time", "curve": "true"}
    answer = films.post("/v1/search", files={"image": file.getvalue()}, data=fields).raise_for_status().json()
    assert answer["moments"]
    assert answer["videos"][0]["places"]
    assert max(answer["curve"]["values"]) == 1.0


def test_more_like_a_moment_in_its_own_video_leaves_it_out(films: httpx.Client) -> None:
    shown = video_id(films, "tides")
    found = search(films, like=f"{shown}@0.2", order="time", video_id=shown)
    assert not any(moment["start_s"] <= 0.2 < moment["end_s"] for moment in found["moments"])
