"""frames: which pictures are kept, and that their times cover the video without gap or overlap."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.media.derived_files import encode_pictures, probe_clip
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import THUMBNAIL_SHORT_SIDE, DecodedFrame, Decoder, Picture, downscale
from vindex_assets.media.frames.sampling import DETECTION_FPS, KeptFrame, Sampling, sample_frames, select_frames, to_table
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import read_packet_table
from vindex_search.contract.tables import FRAMES_SCHEMA

SAMPLING = Sampling()
COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200))
GRID_S = 1 / SAMPLING.max_fps
WATCH_S = 1 / DETECTION_FPS


def kept_of(path: Path, sampling: Sampling = SAMPLING) -> list[KeptFrame]:
    manifest = probe_clip(path)
    return list(sample_frames(open_decoder(path, manifest), manifest, sampling=sampling))


def test_each_slide_of_a_lecture_is_kept_once_and_begins_at_its_cut(media: Path) -> None:
    slides = json.loads((media / "video" / "derived_lecture_dev.slides.json").read_text())
    kept = kept_of(media / "video" / "derived_lecture_dev.mp4")
    assert len(kept) == len(slides)
    for frame, slide in zip(kept, slides, strict=True):
        assert slide["start"] - WATCH_S <= frame.start_s <= slide["start"] + GRID_S
    assert kept[-1].end_s == 97.0


def test_each_card_of_the_counter_is_kept(media: Path) -> None:
    assert [frame.start_s for frame in kept_of(media / "video" / "psd_counter.mp4")] == pytest.approx([0, 1, 2])


@pytest.mark.parametrize("clip", ["psd_testvideo.mp4", "simpl_palms_vp8.webm", "exo_ssa.mkv", "nasa_13013.mp4"])
def test_rows_follow_on_one_another_to_the_end(clip: str, media: Path) -> None:
    path = media / "video" / clip
    kept = kept_of(path)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert kept[-1].end_s == pytest.approx(probe_clip(path).duration_s)
    assert [frame.shot for frame in kept] == sorted(frame.shot for frame in kept)


def test_a_moving_picture_is_kept_every_so_often(media: Path) -> None:
    kept = kept_of(media / "video" / "simpl_palms_vp8.webm")
    assert max(frame.end_s - frame.start_s for frame in kept) <= SAMPLING.max_gap_s + 2 * GRID_S


def test_a_slide_that_stands_is_one_row_however_long(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (6, 8, 3), dtype=np.uint8).repeat(16, 0).repeat(16, 1)
    film = encode_pictures(tmp_path / "still.mp4", [picture] * 60, fps=1)
    assert [(f.start_s, f.end_s) for f in kept_of(film)] == [(0.0, 60.0)]


def test_a_slide_that_comes_again_is_a_row_again(tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), COLOURS[n // 4 % 2], np.uint8) for n in range(16)]
    film = encode_pictures(tmp_path / "again.mp4", pictures, fps=2)
    assert [frame.start_s for frame in kept_of(film)] == [0, 2, 4, 6]


def test_pictures_are_jpegs_of_the_size_that_the_row_says(media: Path) -> None:
    frame = kept_of(media / "video" / "rotated_90.mov", Sampling(short_side=128))[0]
    picture = Image.open(io.BytesIO(frame.jpeg))
    assert (picture.format, picture.size) == ("JPEG", (frame.width, frame.height))
    assert picture.size == (128, 227)


def test_progress_tells_the_time_of_every_frame_watched(media: Path) -> None:
    path = media / "video" / "psd_fades.mp4"
    manifest = probe_clip(path)
    told: list[float] = []
    list(sample_frames(open_decoder(path, manifest), manifest, sampling=SAMPLING, progress=told.append))
    assert told == sorted(told)
    assert len(told) == pytest.approx(10 * 25 / 4, abs=2)  # of 25 frames a second every fourth comes 8 times or less


def test_the_table_has_the_columns_of_the_contract(media: Path) -> None:
    table = to_table(kept_of(media / "video" / "psd_counter.mp4"))
    assert table.schema == FRAMES_SCHEMA
    assert len(table) == 3


def test_no_frames_are_an_empty_table() -> None:
    assert to_table([]).schema == FRAMES_SCHEMA


def shown_at(number: int, time_s: float, picture: Picture) -> DecodedFrame:
    return DecodedFrame(number, time_s, partial(downscale, picture), 512)


class Slides:
    """A decoder of flat pictures: one frame each half second, in the colours given."""

    name = "slides"

    def __init__(self, shown: list[int]) -> None:
        self._shown = shown

    def lost(self) -> int:
        return 0

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        for number, colour in enumerate(self._shown):
            yield shown_at(number, number / 2, np.full((36, 64, 3), COLOURS[colour], np.uint8))


def _manifest(seconds: float) -> VideoManifest:
    return VideoManifest("mov", seconds, 64, 36, 0, 2.0, 0.0, (), 0, None, (), {})


def never(_: Picture, __: float) -> bool:
    """No shot ever begins."""
    return False


SHOWN = st.lists(st.integers(0, len(COLOURS) - 1), min_size=1, max_size=60)


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN)
def test_whatever_is_shown_is_covered_in_order_without_overlap(shown: list[int]) -> None:
    decoder: Decoder = Slides(shown)
    kept = list(sample_frames(decoder, _manifest(len(shown) / 2), sampling=SAMPLING))
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
    kept = list(sample_frames(decoder, _manifest(stated_s), sampling=SAMPLING))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert kept[-1].end_s >= stated_s


@settings(deadline=None, max_examples=50)
@given(shown=SHOWN)
def test_a_picture_that_stands_for_a_second_is_kept_from_its_beginning(shown: list[int]) -> None:
    frames = Slides(shown).frames(max_fps=2, short_side=36)
    kept = {c.frame.index for c in select_frames(frames, begins_shot=never, sampling=SAMPLING)}
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
    chosen = select_frames(frames, begins_shot=lambda _, time_s: time_s * 2 in cuts, sampling=SAMPLING)
    begun = {cut for cut in cuts if 0 < cut < len(shown)}
    assert sorted({choice.shot for choice in chosen}) == list(range(1 + len(begun)))


def _moving(count: int) -> list[DecodedFrame]:
    """Frames of which none is like another: a white bar that goes from row to row, in both directions."""
    frames = []
    for number in range(count):
        picture = np.zeros((36, 64, 3), np.uint8)
        picture[number % 36], picture[:, number * 7 % 64] = 255, 255
        frames.append(shown_at(number, number / 2, picture))
    return frames


@settings(deadline=None, max_examples=25)
@given(count=st.integers(1, 60), max_gap_s=st.sampled_from([1.0, 2.5, 5.0, 10.0]))
def test_a_picture_that_never_rests_is_kept_every_max_gap_s(count: int, max_gap_s: float) -> None:
    chosen = select_frames(_moving(count), begins_shot=never, sampling=Sampling(max_gap_s=max_gap_s))
    steps = round(max_gap_s * 2)
    assert [choice.frame.index for choice in chosen] == list(range(0, count, steps))


@settings(deadline=None, max_examples=25)
@given(before=st.integers(0, 12), stands=st.integers(2, 400))
def test_a_picture_that_comes_to_rest_is_one_row_for_as_long_as_it_rests(before: int, stands: int) -> None:
    grey = np.full((36, 64, 3), 90, np.uint8)
    still = [shown_at(before + n, (before + n) / 2, grey) for n in range(stands)]
    chosen = list(select_frames([*_moving(before), *still], begins_shot=never, sampling=SAMPLING))
    assert [choice.frame.index for choice in chosen if choice.frame.index >= before] == [before]


NOISE = np.random.default_rng(3).integers(0, 255, (400, 36, 64, 3), dtype=np.uint8)


@settings(deadline=None, max_examples=40)
@given(
    steps=st.lists(st.floats(0.01, 1.5), min_size=1, max_size=120),
    cuts=st.sets(st.integers(0, 119)),
    holds=st.integers(1, 6),
)
def test_however_frames_and_cuts_come_no_more_than_max_fps_are_kept_and_none_is_missed_for_max_gap_s(
    steps: list[float], cuts: set[int], holds: int
) -> None:
    """Pictures that hold for a few frames each, at uneven times, with cuts anywhere."""
    times = np.cumsum(steps).tolist()
    frames = [shown_at(n, time_s, NOISE[n // holds]) for n, time_s in enumerate(times)]
    begins = {times[n] for n in cuts if n < len(times)}
    chosen = list(select_frames(frames, begins_shot=lambda _, time_s: time_s in begins, sampling=SAMPLING))
    kept_s = [choice.frame.time_s for choice in chosen]
    assert kept_s[0] == times[0]
    assert all(after - before >= 1 / SAMPLING.max_fps - 0.0011 for before, after in pairwise(kept_s))
    assert [choice.shot for choice in chosen] == sorted(choice.shot for choice in chosen)
    for n, time_s in enumerate(times):
        standing = max((c for c in chosen if c.frame.time_s <= time_s), key=lambda c: c.frame.time_s)
        same = standing.frame.index // holds == n // holds
        assert same or time_s - standing.frame.time_s <= SAMPLING.max_gap_s + GRID_S + max(steps)


@settings(deadline=None, max_examples=40)
@given(gaps=st.lists(st.integers(1, 12), min_size=1, max_size=20))
def test_a_cut_is_kept_where_it_is_and_a_shot_too_short_is_part_of_the_next(gaps: list[int]) -> None:
    """Shots of so many eighths of a second; a frame is kept for each that lasts half a second after the last kept."""
    cuts = np.cumsum(gaps).tolist()
    frames = [shown_at(n, n / 8, NOISE[0]) for n in range(cuts[-1] + 8)]
    chosen = list(select_frames(frames, begins_shot=lambda _, time_s: time_s * 8 in cuts, sampling=SAMPLING))
    expected, pending = [0], False
    for n in range(1, cuts[-1] + 8):
        pending = pending or n in cuts
        if pending and n - expected[-1] >= 4:
            expected.append(n)
            pending = False
    assert [choice.frame.index for choice in chosen] == expected
    assert [choice.shot for choice in chosen] == list(range(len(expected)))


def test_key_frames_alone_are_kept_where_that_is_asked(media: Path) -> None:
    path = media / "video" / "intel_bottle-detection.mp4"
    kept = kept_of(path, Sampling(mode="keyframes"))
    keys = set(np.flatnonzero(read_packet_table(path, 0).keyframe).tolist())
    assert len(kept) > 1
    assert {frame.frame_index for frame in kept} <= keys


def test_the_small_picture_of_a_row_is_its_picture(media: Path) -> None:
    frame = kept_of(media / "video" / "psd_counter.mp4")[1]
    large = np.asarray(Image.open(io.BytesIO(frame.jpeg)))
    assert min(frame.thumbnail.shape[:2]) == THUMBNAIL_SHORT_SIDE
    assert frame.thumbnail.mean(axis=(0, 1)) == pytest.approx(large.mean(axis=(0, 1)), abs=2)
