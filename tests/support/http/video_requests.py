"""Requests about a video, whose paths, parameters and fields can contain its id and its workspace."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx
from PIL import Image

from tests.support.http.searches import random_image


@dataclass(frozen=True)
class VideoName:
    """The names by which a request can refer to a video."""

    video_id: str
    workspace: str


PICTURES: Final = [random_image(7), random_image(8)]  # of the film in `team`; one colour alone is no picture to find


def _png() -> bytes:
    """The picture that the film in `team` begins with."""
    file = io.BytesIO()
    Image.fromarray(PICTURES[0]).save(file, "PNG")
    return file.getvalue()


PICTURE: Final = _png()
SendRequest = Callable[[httpx.Client, VideoName], httpx.Response]


def get(path: str, **params: str) -> SendRequest:
    """A GET request whose path and parameters can contain `{video_id}` and `{workspace}`."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        names = {"video_id": about.video_id, "workspace": about.workspace}
        return client.get(path.format(**names), params={name: text.format(**names) for name, text in params.items()})

    return send


def post_picture(**fields: str) -> SendRequest:
    """A search with the picture of `team`; its fields can contain `{video_id}` and `{workspace}`."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        names = {"video_id": about.video_id, "workspace": about.workspace}
        data = {name: text.format(**names) for name, text in fields.items()}
        return client.post("/v1/search", files={"image": PICTURE}, data=data)

    return send
