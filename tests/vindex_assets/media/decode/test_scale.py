"""scale: sizes and orientation of pictures, also where a stream changes its size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.media.derived_files import probe_clip
from vindex_assets.media.decode.scale import FrameScaler


def frame(width: int, height: int, level: int) -> av.VideoFrame:
    picture = np.full((height, width, 3), level, np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")


@pytest.mark.parametrize(
    ("rotation", "shape"), [(0, (108, 192)), (90, (192, 108)), (180, (108, 192)), (270, (192, 108))]
)
def test_a_picture_has_the_shape_that_players_show(rotation: int, shape: tuple[int, int], media: Path) -> None:
    plain = probe_clip(media / "video" / "psd_testvideo.mp4")
    turned = rotation in {90, 270}
    manifest = replace(plain, rotation=rotation, width=720 if turned else 1280, height=1280 if turned else 720)
    assert FrameScaler(manifest).to_rgb(frame(1280, 720, 90), 108).shape == (*shape, 3)


def test_a_stream_that_changes_its_size_keeps_its_pictures_size(media: Path) -> None:
    scaler = FrameScaler(probe_clip(media / "video" / "psd_testvideo.mp4"))
    pictures = [
        scaler.to_rgb(frame(width, height, 120), 108) for width, height in ((1280, 720), (640, 480), (1280, 720))
    ]
    assert {picture.shape for picture in pictures} == {(108, 192, 3)}
    assert [picture.mean() for picture in pictures] == pytest.approx([120] * 3, abs=2)


def test_a_picture_is_never_larger_than_the_video(media: Path) -> None:
    scaler = FrameScaler(probe_clip(media / "video" / "googlework_tiny.mp4"))
    assert scaler.to_rgb(frame(320, 180, 120), 512).shape == (180, 320, 3)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_brightness_lies_as_the_picture_does(rotation: int, corner: tuple[int, int], media: Path) -> None:
    plain = probe_clip(media / "video" / "psd_testvideo.mp4")
    turned = rotation in {90, 270}
    scaler = FrameScaler(
        replace(plain, rotation=rotation, width=720 if turned else 1280, height=1280 if turned else 720)
    )
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[:200, :200] = 255
    shown = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
    luma = scaler.to_luma(shown, 108)
    assert luma.shape == scaler.to_rgb(shown, 108).shape[:2]
    assert luma[corner] > 200
    assert luma.mean() < 30
