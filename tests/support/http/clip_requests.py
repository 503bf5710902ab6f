"""Requests about the clips of a video of a workspace, for the tests of what other workspaces are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from tests.support.concurrency.waiting import until
from tests.support.http.video_requests import SendRequest, VideoName

UNKNOWN: Final = "0" * 16
WISH: Final = {"start": 0, "end": 1, "subtitles": "separate"}


def _ask(client: httpx.Client, about: VideoName) -> httpx.Response:
    return client.post(f"/v1/videos/{about.video_id}/clips", json=WISH)


def _of_a_clip(rest: str) -> SendRequest:
    """A GET about a clip that is done, or about one that does not exist where the caller may not make one."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        asked = _ask(client, about)
        job = asked.json()["job"] if asked.is_success else f"{about.video_id}.{UNKNOWN}"
        if asked.is_success:
            until(lambda: client.get(f"/v1/clips/{job}").json()["state"] == "done")
        return client.get(f"/v1/clips/{job}{rest}")

    return send


CLIP_REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "POST /v1/videos/{video_id}/clips": (_ask,),
    "GET /v1/clips/{job}": (_of_a_clip(""),),
    "GET /v1/clips/{job}/file": (_of_a_clip("/file"),),
    "GET /v1/clips/{job}/subtitles.vtt": (_of_a_clip("/subtitles.vtt"),),
}
