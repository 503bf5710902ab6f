"""The videos that the tests of searching use, and their requests."""

from __future__ import annotations

from typing import Any, Final

import httpx
import numpy as np
import numpy.typing as npt

# Object key -> language, subtitle of the first second, subtitle of the second.
FILMS: Final = {
    "team/sea/tides.mp4": ("en", "The moon pulls the ocean towards itself.", "Twice a day the water rises."),
    "team/sea/ships.mp4": ("en", "The harbour pilot steers the tanker out.", "The ocean is rough today."),
    "team/kitchen/bread.mp4": ("en", "Put the loaf into a hot oven.", "The oven has to be hot, not warm."),
    "other/ebbe.mp4": ("de", "Der Mond zieht den Ozean an.", "Zweimal am Tag steigt das Wasser."),
}
PICTURES_KEY: Final = "other/pictures.mp4"
SIDE: Final = 64


def random_image(number: int) -> npt.NDArray[np.uint8]:
    """An image of soft shapes, a different one for each number."""
    import cv2

    small = np.random.default_rng(number).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def search(client: httpx.Client, **params: Any) -> dict[str, Any]:
    """The response to a search that succeeds."""
    response = client.get("/v1/search", params=params)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def titles(answer: dict[str, Any]) -> set[str]:
    """Titles of the videos in a response."""
    return {moment["title"] for moment in answer["moments"]}


def moment_span(moment: dict[str, Any]) -> tuple[str, float, float]:
    """Video, start and end of a moment."""
    return moment["video_id"], moment["start_s"], moment["end_s"]
