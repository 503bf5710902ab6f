"""scale: matrix and range of each frame's colours, and every kind of pixel format, are respected."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
import pytest

from tests.support.media.frames.coloured_frames import BT601, BT709, BT2020, FULL, LIMITED, yuv_frame
from tests.support.media.frames.manifests import plain_manifest
from vindex_assets.media.decode.picture.geometry import FrameGeometry
from vindex_assets.media.decode.scale import FrameScaler

SIDE = 16
COLOURS = np.array(
    [(0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 60, 40), (40, 180, 70), (30, 60, 190), (224, 172, 140)],
    np.uint8,
)
PATCHES = COLOURS.repeat(SIDE, 0).reshape(1, -1, 3).repeat(SIDE, 0)
GEOMETRY = FrameGeometry((PATCHES.shape[1], SIDE))
GREYS = np.array([0.299, 0.587, 0.114])


def shown(frame: Any) -> list[list[int]]:
    picture = FrameScaler(plain_manifest()).to_rgb(frame, GEOMETRY, SIDE)
    patches: list[list[int]] = picture[SIDE // 2, SIDE // 2 :: SIDE].tolist()
    return patches


@pytest.mark.parametrize("bits", [8, 10, 12])
@pytest.mark.parametrize("colour_range", [LIMITED, FULL])
@pytest.mark.parametrize("matrix", [BT601, BT709, BT2020])
def test_matrix_and_range_are_those_of_the_frame(matrix: int, colour_range: int, bits: int) -> None:
    frame = yuv_frame(PATCHES / 255, matrix=matrix, colour_range=colour_range, bits=bits)
    assert np.abs(np.array(shown(frame)) - COLOURS).max() <= 4


@pytest.mark.parametrize("colour_range", [LIMITED, FULL])
def test_brightness_is_of_full_range(colour_range: int) -> None:
    frame = yuv_frame(PATCHES / 255, matrix=BT601, colour_range=colour_range)
    luma = FrameScaler(plain_manifest()).to_luma(frame, GEOMETRY, SIDE)
    assert np.abs(luma[SIDE // 2, SIDE // 2 :: SIDE] - COLOURS @ GREYS).max() <= 3


@pytest.mark.parametrize(
    "pixel_format",
    [
        *(
            "yuv420p",
            "yuv422p",
            "yuv444p",
            "yuv411p",
            "yuv410p",
            "yuvj420p",
            "nv12",
            "yuyv422",
            "yuv420p10le",
            "p010le",
        ),
        *("yuv422p12le", "yuva420p", "yuva444p10le", "rgb24", "bgr24", "bgr0", "rgba", "argb", "rgb48le", "rgb555le"),
        *("gbrp", "gbrp10le", "gbrap", "rgba64le"),
    ],
)
def test_colours_of_every_format_are_shown(pixel_format: str) -> None:
    frame = av.VideoFrame.from_ndarray(PATCHES, format="rgb24").reformat(format=pixel_format)
    assert np.abs(np.array(shown(frame)) - COLOURS).max() <= 12


@pytest.mark.parametrize("pixel_format", ["gray", "ya8", "gray10le", "gray16le", "ya16le", "monob"])
def test_greys_of_every_format_are_shown(pixel_format: str) -> None:
    frame = av.VideoFrame.from_ndarray(PATCHES, format="rgb24").reformat(format=pixel_format)
    black, white = shown(frame)[:2]
    assert max(black) <= 8
    assert min(white) >= 247


def test_colours_of_a_palette_are_shown() -> None:
    numbers = np.arange(len(COLOURS), dtype=np.uint8).repeat(SIDE).reshape(1, -1).repeat(SIDE, 0)
    palette = np.full((256, 4), 255, np.uint8)
    palette[: len(COLOURS), 1:] = COLOURS
    frame = av.VideoFrame.from_ndarray((numbers, palette), format="pal8")  # type: ignore[arg-type]  # as PyAV's own tests
    assert np.abs(np.array(shown(frame)) - COLOURS).max() <= 2
