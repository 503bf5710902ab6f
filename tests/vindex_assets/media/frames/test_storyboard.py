"""storyboard: sheets, and the WebVTT that refers to their tiles."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vindex_assets.media.decode.base import Picture
from vindex_assets.media.frames.storyboard import StoryboardWriter, contact_sheet

CUE = re.compile(r"([\d:.]+) --> ([\d:.]+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)")


def tile(colour: tuple[int, int, int] = (200, 30, 30)) -> Picture:
    return np.full((108, 192, 3), colour, np.uint8)


def jpeg(colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (320, 180)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    return data.getvalue()


RED = jpeg()


def size_of(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


def board(folder: Path, *tiles: tuple[float, float, Picture]) -> tuple[str, list[str]]:
    """The WebVTT of some tiles and the names of the sheets."""
    writer = StoryboardWriter(folder / "storyboard.vtt")
    for start_s, end_s, picture in tiles:
        writer.add(start_s, end_s, picture)
    writer.finish()
    return (folder / "storyboard.vtt").read_text(encoding="utf-8"), writer.sheets


@settings(deadline=None, max_examples=15)
@given(count=st.integers(0, 60))
def test_every_tile_has_a_cue_and_every_cue_lies_inside_its_sheet(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        vtt, sheets = board(Path(folder), *((float(n), float(n + 1), tile()) for n in range(count)))
        cues = CUE.findall(vtt)
        assert len(cues) == count
        assert {cue[2] for cue in cues} == set(sheets)
        sizes = {name: size_of(Path(folder) / name) for name in sheets}
        places = [(cue[2], *map(int, cue[3:])) for cue in cues]
        assert len(set(places)) == count
        for sheet, x, y, width, height in places:
            assert x + width <= sizes[sheet][0]
            assert y + height <= sizes[sheet][1]


def test_a_cue_points_to_its_tile(tmp_path: Path) -> None:
    vtt, _ = board(tmp_path, (0, 1, tile()), (1, 2, tile((30, 30, 200))))
    x, y, width, height = map(int, CUE.findall(vtt)[1][3:])
    sheet = np.asarray(Image.open(tmp_path / "storyboard" / "000.jpg"))
    red, _, blue = sheet[y + height // 2, x + width // 2]
    assert blue > 150 > red


def test_a_full_sheet_is_written_before_the_end(tmp_path: Path) -> None:
    writer = StoryboardWriter(tmp_path / "storyboard.vtt")
    for number in range(25):
        writer.add(number, number + 1, tile())
    assert size_of(tmp_path / "storyboard" / "000.jpg") == (5 * 192, 5 * 108)


def test_times_are_clocks(tmp_path: Path) -> None:
    assert "01:01:01.500 --> 02:00:00.000" in board(tmp_path, (3661.5, 7200, tile()))[0]


def test_a_storyboard_begins_as_webvtt_must(tmp_path: Path) -> None:
    assert board(tmp_path, (0, 1, tile()))[0].startswith("WEBVTT\n\n")


def test_without_tiles_there_is_an_empty_webvtt(tmp_path: Path) -> None:
    assert board(tmp_path) == ("WEBVTT\n", [])


@pytest.mark.parametrize(("count", "size"), [(1, (240, 135)), (5, (960, 270)), (24, (960, 810))])
def test_a_contact_sheet_shows_its_pictures_row_by_row(count: int, size: tuple[int, int]) -> None:
    assert Image.open(io.BytesIO(contact_sheet([RED] * count))).size == size


def test_no_pictures_no_contact_sheet() -> None:
    assert contact_sheet([]) == b""


def test_tiles_of_other_shapes_lie_in_the_middle_of_cells_of_one_size(tmp_path: Path) -> None:
    portrait = np.full((192, 108, 3), (30, 30, 200), np.uint8)
    vtt, _ = board(tmp_path, (0, 1, tile()), (1, 2, portrait), (2, 3, np.full((1, 1, 3), 9, np.uint8)))
    assert [tuple(map(int, cue[3:])) for cue in CUE.findall(vtt)] == [(192 * n, 0, 192, 192) for n in range(3)]
    sheet = np.asarray(Image.open(tmp_path / "storyboard" / "000.jpg")).astype(int)
    assert sheet[96, 96, 0] > 150
    assert sheet[96, 192 + 96, 2] > 150
    assert sheet[10, 96].max() < 40  # above the landscape tile
    assert sheet[96, 192 + 10].max() < 40  # left of the portrait tile


def test_a_contact_sheet_distorts_no_picture() -> None:
    blue = io.BytesIO()
    Image.new("RGB", (108, 192), (30, 30, 200)).save(blue, "JPEG")
    sheet = Image.open(io.BytesIO(contact_sheet([RED, blue.getvalue()])))
    assert sheet.size == (480, 427)
