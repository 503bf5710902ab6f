"""storyboards: read as a player does."""

from __future__ import annotations

import io
import re
from urllib.parse import urljoin

import httpx
import pytest
import webvtt
from PIL import Image

from tests.support.http.service import video_id


def test_every_cue_names_a_region_of_an_existing_sheet(client: httpx.Client) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/storyboard.vtt"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/vtt; charset=utf-8")
    cues = webvtt.from_buffer(io.BytesIO(answer.content)).captions
    assert len(cues) > 0
    for cue in cues:
        sheet = client.get(urljoin(address, cue.text.split("#")[0]))
        assert (sheet.status_code, sheet.headers["content-type"]) == (200, "image/jpeg")
        x, y, width, height = map(int, re.findall(r"\d+", cue.text.split("#xywh=")[1]))
        size = Image.open(io.BytesIO(sheet.content)).size
        assert x + width <= size[0]
        assert y + height <= size[1]


@pytest.mark.parametrize(
    ("part", "cache_control"), [("storyboard.vtt", "private, no-cache"), ("storyboard/000.jpg", "private, max-age=300")]
)
def test_an_unchanged_storyboard_is_not_sent_again(client: httpx.Client, part: str, cache_control: str) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/{part}"
    first = client.get(address)
    assert first.headers["cache-control"] == cache_control
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("storyboard/001.jpg", 404),
        ("storyboard/xyz.jpg", 422),
        ("storyboard/..%2F..%2Fvideo.jpg", 404),
        ("storyboard/000.png", 404),
    ],
)
def test_an_unknown_sheet_is_not_found(client: httpx.Client, part: str, status: int) -> None:
    answer = client.get(f"/v1/videos/{video_id(client, 'tides')}/{part}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_failed_video_has_no_storyboard_and_says_why(client: httpx.Client) -> None:
    answer = client.get(f"/v1/videos/{video_id(client, 'broken')}/storyboard.vtt")
    assert answer.status_code == 404
    assert "has no storyboard.vtt; it failed: the file is not a video" in answer.json()["detail"]
