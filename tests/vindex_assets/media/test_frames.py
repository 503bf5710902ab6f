"""frames: which pictures are kept, and that their times cover the video without gap or overlap."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.vindex_assets.media.making import drawn, look
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import DecodedFrame, Decoder
from vindex_assets.media.frames import KeptFrame, Sampling, choose, sample, to_table
from vindex_assets.media.probe import VideoManifest
from vindex_search.schemas import FRAMES_SCHEMA

SAMPLING = Sampling()
COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200))
GRID_S = 1 / SAMPLING.max_fps


def kept_of(path: Path, sampling: Sampling = SAMPLING) -> list[KeptFrame]:
    manifest = look(path)
    return list(sample(open_decoder(path, manifest), manifest, sampling=sampling))


def test_each_slide_of_a_lecture_is_kept_once_and_begins_at_its_cut(media: Path) -> None:
    slides = json.loads((media / "video" / "derived_lecture_dev.slides.json").read_text())
    kept = kept_of(media / "video" / "derived_lecture_dev.mp4")
    assert len(kept) == len(slides)
    for frame, slide in zip(kept, slides, strict=True):
        assert slide["start"] <= frame.start_s <= slide["start"] + GRID_S
    assert kept[-1].end_s == 97.0


def test_each_card_of_the_counter_is_kept(media: Path) -> None:
    assert [frame.start_s for frame in kept_of(media / "video" / "psd_counter.mp4")] == pytest.approx([0, 1, 2])


@pytest.mark.parametrize("clip", ["psd_testvideo.mp4", "simpl_palms_vp8.webm", "exo_ssa.mkv", "nasa_13013.mp4"])
def test_rows_follow_on_one_another_to_the_end(clip: str, media: Path) -> None:
    path = media / "video" / clip
    kept = kept_of(path)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert kept[-1].end_s == pytest.approx(look(path).duration_s)
    assert [frame.shot for frame in kept] == sorted(frame.shot for frame in kept)


def test_a_moving_picture_is_kept_every_so_often(media: Path) -> None:
    kept = kept_of(media / "video" / "simpl_palms_vp8.webm")
    assert max(frame.end_s - frame.start_s for frame in kept) <= SAMPLING.max_gap_s + 2 * GRID_S


def test_a_slide_that_stands_is_one_row_however_long(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (6, 8, 3), dtype=np.uint8).repeat(16, 0).repeat(16, 1)
    film = drawn(tmp_path / "still.mp4", [picture] * 60, fps=1)
    assert [(f.start_s, f.end_s) for f in kept_of(film)] == [(0.0, 60.0)]


def test_a_slide_that_comes_again_is_a_row_again(tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), COLOURS[n // 4 % 2], np.uint8) for n in range(16)]
    film = drawn(tmp_path / "again.mp4", pictures, fps=2)
    assert [frame.start_s for frame in kept_of(film)] == [0, 2, 4, 6]


def test_pictures_are_jpegs_of_the_size_that_the_row_says(media: Path) -> None:
    frame = kept_of(media / "video" / "rotated_90.mov", Sampling(short_side=128))[0]
    picture = Image.open(io.BytesIO(frame.jpeg))
    assert (picture.format, picture.size) == ("JPEG", (frame.width, frame.height))
    assert picture.size == (128, 227)


def test_progress_tells_the_time_of_every_frame_looked_at(media: Path) -> None:
    path = media / "video" / "psd_fades.mp4"
    manifest = look(path)
    told: list[float] = []
    list(sample(open_decoder(path, manifest), manifest, sampling=SAMPLING, progress=told.append))
    assert told == sorted(told)
    assert len(told) == pytest.approx(2 * 10, abs=1)


def test_the_table_has_the_columns_of_the_contract(media: Path) -> None:
    table = to_table(kept_of(media / "video" / "psd_counter.mp4"))
    assert table.schema == FRAMES_SCHEMA
    assert len(table) == 3


def test_no_frames_are_an_empty_table() -> None:
    assert to_table([]).schema == FRAMES_SCHEMA


class Slides:
    """A decoder of flat pictures: one frame each half second, in the colours given."""

    name = "slides"

    def __init__(self, shown: list[int]) -> None:
        self._shown = shown

    def lost(self) -> int:
        return 0

    def frames(self, *, max_fps: float, short_side: int) -> Iterator[DecodedFrame]:
        for number, colour in enumerate(self._shown):
            yield DecodedFrame(number, number / 2, np.full((36, 64, 3), COLOURS[colour], np.uint8))


def _manifest(seconds: float) -> VideoManifest:
    return VideoManifest("mov", seconds, 64, 36, 0, 2.0, 0.0, (), 0, None, (), {})


SHOWN = st.lists(st.integers(0, len(COLOURS) - 1), min_size=1, max_size=60)


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN)
def test_whatever_is_shown_is_covered_in_order_without_overlap(shown: list[int]) -> None:
    decoder: Decoder = Slides(shown)
    kept = list(sample(decoder, _manifest(len(shown) / 2), sampling=SAMPLING))
    assert kept[0].start_s == 0
    assert kept[-1].end_s == len(shown) / 2
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN, stated_s=st.floats(0, 30))
def test_every_row_lasts_even_where_the_file_states_an_end_before_its_last_picture(
    shown: list[int], stated_s: float
) -> None:
    decoder: Decoder = Slides(shown)
    kept = list(sample(decoder, _manifest(stated_s), sampling=SAMPLING))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert kept[-1].end_s >= stated_s


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN)
def test_a_picture_that_stands_for_a_second_is_kept_from_its_beginning(shown: list[int]) -> None:
    frames = Slides(shown).frames(max_fps=2, short_side=36)
    kept = {c.frame.index for c in choose(frames, begins_shot=lambda frame: False, sampling=SAMPLING)}
    repeats = {n for n, (one, other) in enumerate(pairwise(shown)) if one == other}
    begin_to_stand = {n for n in repeats if n == 0 or shown[n - 1] != shown[n]}
    missed = begin_to_stand - kept
    assert all(_shows_what_was_kept(shown, kept, n) for n in missed)


def _shows_what_was_kept(shown: list[int], kept: set[int], number: int) -> bool:
    return shown[number] == shown[max(k for k in kept if k < number)]


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN, cuts=st.sets(st.integers(0, 59)))
def test_every_shot_has_a_frame(shown: list[int], cuts: set[int]) -> None:
    frames = Slides(shown).frames(max_fps=2, short_side=36)
    chosen = choose(frames, begins_shot=lambda frame: frame.index in cuts, sampling=SAMPLING)
    begun = {cut for cut in cuts if 0 < cut < len(shown)}
    assert sorted({choice.shot for choice in chosen}) == list(range(1 + len(begun)))


def _moving(count: int) -> list[DecodedFrame]:
    """Frames of which none is like another: a white bar that goes from row to row, in both directions."""
    frames = []
    for number in range(count):
        picture = np.zeros((36, 64, 3), np.uint8)
        picture[number % 36], picture[:, number * 7 % 64] = 255, 255
        frames.append(DecodedFrame(number, number / 2, picture))
    return frames


@settings(deadline=None, max_examples=25)
@given(count=st.integers(1, 60), max_gap_s=st.sampled_from([1.0, 2.5, 5.0, 10.0]))
def test_a_picture_that_never_rests_is_kept_every_max_gap_s(count: int, max_gap_s: float) -> None:
    chosen = choose(_moving(count), begins_shot=lambda frame: False, sampling=Sampling(max_gap_s=max_gap_s))
    steps = round(max_gap_s * 2)
    assert [choice.frame.index for choice in chosen] == list(range(0, count, steps))


@settings(deadline=None, max_examples=25)
@given(before=st.integers(0, 12), stands=st.integers(2, 400))
def test_a_picture_that_comes_to_rest_is_one_row_for_as_long_as_it_rests(before: int, stands: int) -> None:
    grey = np.full((36, 64, 3), 90, np.uint8)
    still = [DecodedFrame(before + n, (before + n) / 2, grey) for n in range(stands)]
    chosen = list(choose([*_moving(before), *still], begins_shot=lambda frame: False, sampling=SAMPLING))
    assert [choice.frame.index for choice in chosen if choice.frame.index >= before] == [before]
