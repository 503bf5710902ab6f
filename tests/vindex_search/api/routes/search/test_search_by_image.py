"""search by image, without a vision model: near duplicates by perceptual hash, over real HTTP."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.support.http.searches import random_image
from tests.support.http.service import video_id
from vindex_search.api.schemas.query.search import MAX_IMAGE_BYTES

PROBLEM = "application/problem+json"


def png(number: int, side: int = 64) -> bytes:
    data = io.BytesIO()
    Image.fromarray(random_image(number)).resize((side, side)).save(data, "PNG")
    return data.getvalue()


def post_image(client: httpx.Client, image: bytes, **fields: Any) -> httpx.Response:
    return client.post("/v1/search", data=fields, files={"image": ("picture.png", image)})


def search_image(client: httpx.Client, image: bytes, **fields: Any) -> dict[str, Any]:
    response = post_image(client, image, **fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("second", [0, 1, 2])
def test_an_image_finds_the_second_that_shows_it(films: httpx.Client, second: int) -> None:
    answer = search_image(films, png(second, side=200))
    assert (answer["matched"], answer["query"], answer["next"]) == (True, "", None)
    (moment,) = answer["moments"]
    assert (moment["title"], moment["channels"]) == ("pictures", ["visual"])
    (shown,) = moment["evidence"]
    assert (shown["start_s"], shown["end_s"]) == pytest.approx((second, second + 1), abs=0.25)


def test_a_frame_of_a_video_finds_its_second(films: httpx.Client) -> None:
    video = video_id(films, "pictures")
    frame = films.get(f"/v1/videos/{video}/thumbnail", params={"t": 1.5}).content
    (moment,) = search_image(films, frame, explain="true")["moments"]
    (shown,) = moment["evidence"]
    assert moment["video_id"] == video
    assert shown["start_s"] <= 1.5 <= shown["end_s"]
    assert shown["explanation"]["index_score"] == 1.0


def test_an_unknown_image_matches_nothing(films: httpx.Client) -> None:
    answer = search_image(films, png(77))
    assert (answer["matched"], answer["moments"]) == (False, [])
    assert answer["message"].startswith("Nothing in your library matches.")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"workspace": "other"}, True),
        ({"workspace": "team"}, False),
        ({"from_s": "2.5"}, False),
        ({"to_s": "0.5"}, False),
        ({"from_s": "1.2", "to_s": "1.8"}, True),
        ({"channels": "speech"}, False),
        ({"uploaded_after": "2999-01-01"}, False),
    ],
)
def test_an_image_search_is_filtered(films: httpx.Client, fields: dict[str, str], found: bool) -> None:
    assert bool(search_image(films, png(1), **fields)["moments"]) == found


def test_an_image_and_a_sentence_are_one_query(films: httpx.Client) -> None:
    answer = search_image(films, png(1), q="the moon pulls the ocean", limit="10")
    assert answer["query"] == "the moon pulls the ocean"
    assert {"pictures", "tides"} <= {moment["title"] for moment in answer["moments"]}


@pytest.mark.parametrize(
    ("image", "status", "says"),
    [
        (b"no picture", 422, "the picture cannot be read"),
        (png(1)[:60], 422, "PNG, JPEG and WebP can"),
        (b"x" * (MAX_IMAGE_BYTES + 1), 413, f"the image is too large; allowed are {MAX_IMAGE_BYTES} bytes"),
    ],
)
def test_an_unusable_image_is_refused(films: httpx.Client, image: bytes, status: int, says: str) -> None:
    response = post_image(films, image)
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    assert says in response.json()["detail"]


def test_an_empty_image_is_refused(films: httpx.Client) -> None:
    response = post_image(films, b"")
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
