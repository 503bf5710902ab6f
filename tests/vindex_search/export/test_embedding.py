"""What oEmbed says of a video: its player in the size asked for, with its shape kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support.storage.video_records import register
from vindex_search.contract.records import VideoRecord
from vindex_search.export.embedding import embedding
from vindex_search.models.active_set import open_store
from vindex_search.models.catalogue import model_set
from vindex_search.settings import Settings
from vindex_search.videos.video import get_video


def embedded(
    home: Path, key: str = "team/talk.mp4", width: int = 1920, height: int = 1080, *, at: str = "", **limits: Any
) -> dict[str, Any]:
    store = open_store(Settings(home=home), model_set("offline"))
    probed = VideoRecord.from_manifest({"duration_s": 50.0, "width": width, "height": height})
    video = get_video(store, register(store, key, probed))
    assert video
    asked = {"max_width": None, "max_height": None, **limits}
    return embedding(store, video, base_url="http://v.example/", at=at, **asked)


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ({}, (640, 360)),
        ({"max_width": 320}, (320, 180)),
        ({"max_height": 90}, (160, 90)),
        ({"max_width": 320, "max_height": 90}, (160, 90)),
        ({"max_width": 5000}, (640, 360)),
        ({"max_width": 1}, (1, 1)),
    ],
)
def test_the_player_fits_and_keeps_its_shape(tmp_path: Path, limits: dict[str, Any], size: tuple[int, int]) -> None:
    answer = embedded(tmp_path, **limits)
    assert (answer["width"], answer["height"]) == size
    frame = ElementTree.fromstring(answer["html"].replace("allowfullscreen", ""))
    assert (frame.get("width"), frame.get("height")) == tuple(map(str, size))


def test_a_time_goes_along_and_a_title_is_text(tmp_path: Path) -> None:
    answer = embedded(tmp_path, 'team/"><script>.mp4', at="10,20")
    assert "/embed/team--script-" in answer["html"]
    assert '?t=10,20"' in answer["html"]
    assert "<script>" not in answer["html"]


def test_a_recording_without_pictures_has_no_thumbnail(tmp_path: Path) -> None:
    answer = embedded(tmp_path, width=0, height=0)
    assert (answer["width"], answer["height"]) == (640, 120)
    assert "thumbnail_url" not in answer


def test_the_thumbnail_has_its_size(tmp_path: Path) -> None:
    answer = embedded(tmp_path)
    assert answer["thumbnail_url"].endswith("/thumbnail?t=5.00")
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (910, 512)
