"""What a link shows: a video with its addresses, or the clip of a moment and nothing of its film."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.support.concurrency.waiting import until

MOMENT: dict[str, float] = {"start_s": 0.2, "end_s": 0.8}


def link(client: httpx.Client, **asked: Any) -> str:
    url: str = client.post("/v1/shares", json=asked).raise_for_status().json()["url"]
    return url


def test_without_a_link_there_is_nothing_shared(client: httpx.Client) -> None:
    assert client.get("/v1/shared").status_code == 404


def test_a_video_is_shown_with_addresses_that_answer(client: httpx.Client, film: str) -> None:
    page = link(client, video_id=film, download=True)
    shown = client.get(f"{page}/v1/shared").raise_for_status().json()
    assert [item["title"] for item in shown["items"]] == ["tides"]
    assert client.get(f"{page}/v1/videos/{film}/media").status_code == 200
    assert client.get(f"{page}/v1/videos").status_code in (401, 403, 404)


def test_a_moment_is_a_clip_and_shows_nothing_of_its_film(client: httpx.Client, film: str) -> None:
    page = link(client, video_id=film, **MOMENT)
    (item,) = client.get(f"{page}/v1/shared").raise_for_status().json()["items"]
    clip = f"{page}/v1/shared/moments/{item['item']}"
    until(lambda: client.get(clip).raise_for_status().json()["state"] == "done")
    media = client.get(f"{clip}/media")
    assert (media.status_code, media.headers["content-type"]) == (200, "video/mp4")
    assert client.get(f"{clip}/thumbnail").headers["content-type"] == "image/jpeg"
    for part in ("media", "transcript.vtt", "chapters", "storyboard.vtt"):
        assert client.get(f"{page}/v1/videos/{film}/{part}").status_code in (403, 404)


@pytest.mark.parametrize("part", ["", "/media", "/subtitles.vtt", "/thumbnail"])
def test_no_other_moment_is_there(client: httpx.Client, film: str, part: str) -> None:
    page = link(client, video_id=film, **MOMENT)
    assert client.get(f"{page}/v1/shared/moments/ffffffff{part}").status_code == 404
