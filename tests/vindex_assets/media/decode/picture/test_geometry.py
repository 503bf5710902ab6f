"""geometry: size and orientation as shown, read frame by frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest

from tests.support.media.frames.changing_films import Part, encode_turns, mux_jpegs
from vindex_assets.media.decode.picture.geometry import FrameGeometry, GeometryReader


@pytest.mark.parametrize(
    ("rotation", "size"), [(0, (640, 360)), (90, (360, 640)), (180, (640, 360)), (270, (360, 640))]
)
def test_the_size_is_that_after_the_rotation(rotation: int, size: tuple[int, int]) -> None:
    assert FrameGeometry((640, 360), rotation).size == size


def rotations(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        stream: Any = container.streams.video[0]
        reader = GeometryReader(stream)
        return [reader.read(frame).rotation for frame in container.decode(stream)]


def test_an_orientation_in_the_stream_holds_for_its_sequence(tmp_path: Path) -> None:
    path = encode_turns(tmp_path / "film.ts", [False, True, False])
    assert rotations(path) == [0] * 30 + [90] * 30 + [0] * 30


@pytest.mark.parametrize(("exif", "rotation"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_the_orientation_of_a_jpeg_holds_for_it_alone(exif: int, rotation: int, tmp_path: Path) -> None:
    one = Part(64, 48, frames=2)
    assert rotations(mux_jpegs(tmp_path / "film.avi", [(one, 1), (one, exif), (one, 1)])) == [
        0,
        0,
        *[rotation] * 2,
        0,
        0,
    ]
