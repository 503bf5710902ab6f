"""scale: sizes and orientation of pictures, frame by frame."""

from __future__ import annotations

import av
import numpy as np
import pytest

from tests.support.media.frames.manifests import plain_manifest
from vindex_assets.media.decode.picture.geometry import FrameGeometry
from vindex_assets.media.decode.scale import FrameScaler

HD = (1280, 720)


def frame(width: int, height: int, level: int) -> av.VideoFrame:
    picture = np.full((height, width, 3), level, np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")


@pytest.fixture
def scaler() -> FrameScaler:
    return FrameScaler(plain_manifest())


@pytest.mark.parametrize(
    ("rotation", "shape"), [(0, (108, 192)), (90, (192, 108)), (180, (108, 192)), (270, (192, 108))]
)
def test_a_picture_has_the_shape_that_players_show(rotation: int, shape: tuple[int, int], scaler: FrameScaler) -> None:
    assert scaler.to_rgb(frame(*HD, 90), FrameGeometry(HD, rotation), 108).shape == (*shape, 3)


def test_pixels_that_are_not_square_are_stretched(scaler: FrameScaler) -> None:
    assert scaler.to_rgb(frame(720, 576, 90), FrameGeometry((1024, 576)), 108).shape == (108, 192, 3)


def test_each_frame_has_its_own_size(scaler: FrameScaler) -> None:
    sizes = (HD, (640, 480), (360, 640), HD)
    pictures = [scaler.to_rgb(frame(*size, 120), FrameGeometry(size), 108) for size in sizes]
    assert [picture.shape[:2] for picture in pictures] == [(108, 192), (108, 144), (192, 108), (108, 192)]
    assert [picture.mean() for picture in pictures] == pytest.approx([120] * 4, abs=2)


def test_a_picture_is_never_larger_than_the_video(scaler: FrameScaler) -> None:
    assert scaler.to_rgb(frame(320, 180, 120), FrameGeometry((320, 180)), 512).shape == (180, 320, 3)


@pytest.mark.parametrize(
    ("geometry", "corner"),
    [
        (FrameGeometry(HD, 0), (0, 0)),
        (FrameGeometry(HD, 90), (0, -1)),
        (FrameGeometry(HD, 180), (-1, -1)),
        (FrameGeometry(HD, 270), (-1, 0)),
        (FrameGeometry(HD, 0, mirrored=True), (0, -1)),
        (FrameGeometry(HD, 90, mirrored=True), (-1, -1)),
    ],
)
def test_brightness_lies_as_the_picture_does(
    geometry: FrameGeometry, corner: tuple[int, int], scaler: FrameScaler
) -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[:200, :200] = 255
    shown = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
    luma, rgb = scaler.to_luma(shown, geometry, 108), scaler.to_rgb(shown, geometry, 108)
    assert luma.shape == rgb.shape[:2]
    assert luma[corner] > 200
    assert rgb[corner].min() > 200
    assert luma.mean() < 30
