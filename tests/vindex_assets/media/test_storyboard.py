"""storyboard: sheets, and the WebVTT that points into them."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vindex_assets.media.storyboard import Still, contact_sheet, storyboard

CUE = re.compile(r"([\d:.]+) --> ([\d:.]+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)")


def jpeg(colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (320, 180)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    return data.getvalue()


RED = jpeg()


def stills(count: int) -> list[Still]:
    return [Still(float(n), float(n + 1), RED) for n in range(count)]


@settings(deadline=None, max_examples=15)
@given(count=st.integers(0, 60))
def test_every_still_has_a_cue_and_every_cue_lies_inside_its_sheet(count: int) -> None:
    board = storyboard(stills(count))
    cues = CUE.findall(board.vtt)
    assert len(cues) == count
    assert {cue[2] for cue in cues} == set(board.sheets)
    sizes = {name: Image.open(io.BytesIO(sheet)).size for name, sheet in board.sheets.items()}
    places = [(cue[2], *map(int, cue[3:])) for cue in cues]
    assert len(set(places)) == count
    for sheet, x, y, width, height in places:
        assert x + width <= sizes[sheet][0]
        assert y + height <= sizes[sheet][1]


def test_a_tile_shows_its_still() -> None:
    board = storyboard([Still(0, 1, RED), Still(1, 2, jpeg((30, 30, 200)))])
    x, y, width, height = map(int, CUE.findall(board.vtt)[1][3:])
    sheet = Image.open(io.BytesIO(board.sheets["storyboard/000.jpg"]))
    red, _, blue = np.asarray(sheet)[y + height // 2, x + width // 2]
    assert blue > 150 > red


def test_times_are_clocks() -> None:
    assert "01:01:01.500 --> 02:00:00.000" in storyboard([Still(3661.5, 7200, RED)]).vtt


def test_a_storyboard_begins_as_webvtt_must() -> None:
    assert storyboard(stills(1)).vtt.startswith("WEBVTT\n\n")


def test_without_stills_there_is_an_empty_webvtt() -> None:
    assert (storyboard([]).sheets, storyboard([]).vtt) == ({}, "WEBVTT\n")


@pytest.mark.parametrize(("count", "size"), [(1, (240, 135)), (5, (960, 270)), (100, (960, 675))])
def test_a_contact_sheet_shows_some_of_many(count: int, size: tuple[int, int]) -> None:
    assert Image.open(io.BytesIO(contact_sheet([RED] * count))).size == size


def test_no_pictures_no_contact_sheet() -> None:
    assert contact_sheet([]) == b""
