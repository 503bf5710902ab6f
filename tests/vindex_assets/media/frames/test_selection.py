"""selection: which frames are kept, for any course of pictures and shot boundaries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.media.ocr.flat_slides import COLOURS, FPS, FlatSlides, decoded_frame
from tests.support.media.overlays.film import OverlayFilm
from tests.support.media.overlays.overlay import Overlay
from vindex_assets.media.decode.base import DecodedFrame, Picture
from vindex_assets.media.frames.overlays import OverlayDetector
from vindex_assets.media.frames.selection import BeginsShot, SelectedFrame, select_frames

MAX_FPS = 2.0
MAX_GAP_S = 5.0
CANDIDATE_S = 1 / MAX_FPS
SLIDES = st.lists(st.integers(0, len(COLOURS) - 1), min_size=1, max_size=60)
NOISE = np.random.default_rng(3).integers(0, 255, (400, 36, 64, 3), dtype=np.uint8)


def never(_: Picture, __: float) -> bool:
    """No shot ever begins."""
    return False


def select(
    frames: Iterable[DecodedFrame], *, begins_shot: BeginsShot = never, max_gap_s: float = MAX_GAP_S
) -> list[SelectedFrame]:
    return list(select_frames(frames, begins_shot=begins_shot, max_fps=MAX_FPS, max_gap_s=max_gap_s))


def slide_frames(slides: list[int]) -> Iterable[DecodedFrame]:
    return FlatSlides(slides).frames(max_fps=MAX_FPS, short_side=36)


@settings(deadline=None, max_examples=50)
@given(slides=SLIDES)
def test_a_picture_that_stands_for_a_second_is_kept_from_its_beginning(slides: list[int]) -> None:
    kept = {selected.frame.index for selected in select(slide_frames(slides))}
    repeats = {n for n, (one, other) in enumerate(pairwise(slides)) if one == other}
    begin_to_stand = {n for n in repeats if n == 0 or slides[n - 1] != slides[n]}
    missed = begin_to_stand - kept
    assert all(_shows_what_was_kept(slides, kept, n) for n in missed)


def _shows_what_was_kept(slides: list[int], kept: set[int], number: int) -> bool:
    return slides[number] == slides[max(k for k in kept if k < number)]


@settings(deadline=None, max_examples=50)
@given(slides=SLIDES, cuts=st.sets(st.integers(0, 59)))
def test_every_shot_has_a_frame(slides: list[int], cuts: set[int]) -> None:
    selection = select(slide_frames(slides), begins_shot=lambda _, time_s: time_s * FPS in cuts)
    begun = {cut for cut in cuts if 0 < cut < len(slides)}
    assert sorted({selected.shot for selected in selection}) == list(range(1 + len(begun)))


def _moving(count: int) -> list[DecodedFrame]:
    """Frames of which none is like another: a white cross that moves through all rows and columns."""
    frames = []
    for number in range(count):
        picture = np.zeros((36, 64, 3), np.uint8)
        picture[number % 36], picture[:, number * 7 % 64] = 255, 255
        frames.append(decoded_frame(number, number / FPS, picture))
    return frames


@settings(deadline=None, max_examples=25)
@given(count=st.integers(1, 60), max_gap_s=st.sampled_from([1.0, 2.5, 5.0, 10.0]))
def test_a_picture_that_never_rests_is_kept_every_max_gap_s(count: int, max_gap_s: float) -> None:
    selection = select(_moving(count), max_gap_s=max_gap_s)
    steps = round(max_gap_s * FPS)
    assert [selected.frame.index for selected in selection] == list(range(0, count, steps))


@settings(deadline=None, max_examples=25)
@given(before=st.integers(0, 12), stands=st.integers(2, 400))
def test_a_picture_that_comes_to_rest_is_kept_once_for_as_long_as_it_rests(before: int, stands: int) -> None:
    grey = np.full((36, 64, 3), 90, np.uint8)
    still = [decoded_frame(before + n, (before + n) / FPS, grey) for n in range(stands)]
    selection = select([*_moving(before), *still])
    assert [selected.frame.index for selected in selection if selected.frame.index >= before] == [before]


@settings(deadline=None, max_examples=40)
@given(
    steps=st.lists(st.floats(0.01, 1.5), min_size=1, max_size=120),
    cuts=st.sets(st.integers(0, 119)),
    holds=st.integers(1, 6),
)
def test_at_uneven_times_and_cuts_max_fps_and_max_gap_s_hold(steps: list[float], cuts: set[int], holds: int) -> None:
    """Pictures that hold for a few frames each, at uneven times, with cuts anywhere."""
    times = np.cumsum(steps).tolist()
    frames = [decoded_frame(n, time_s, NOISE[n // holds]) for n, time_s in enumerate(times)]
    begins = {times[n] for n in cuts if n < len(times)}
    selection = select(frames, begins_shot=lambda _, time_s: time_s in begins)
    kept_s = [selected.frame.time_s for selected in selection]
    assert kept_s[0] == times[0]
    assert all(after - before >= CANDIDATE_S - 0.0011 for before, after in pairwise(kept_s))
    assert [selected.shot for selected in selection] == sorted(selected.shot for selected in selection)
    for n, time_s in enumerate(times):
        standing = max((c for c in selection if c.frame.time_s <= time_s), key=lambda c: c.frame.time_s)
        same = standing.frame.index // holds == n // holds
        assert same or time_s - standing.frame.time_s <= MAX_GAP_S + CANDIDATE_S + max(steps)


@settings(deadline=None, max_examples=40)
@given(gaps=st.lists(st.integers(1, 12), min_size=1, max_size=20))
def test_a_cut_is_kept_where_it_is_and_a_shot_too_short_is_part_of_the_next(gaps: list[int]) -> None:
    """Shots of so many eighths of a second; a frame is kept for each that lasts half a second after the last kept."""
    cuts = np.cumsum(gaps).tolist()
    frames = [decoded_frame(n, n / 8, NOISE[0]) for n in range(cuts[-1] + 8)]
    selection = select(frames, begins_shot=lambda _, time_s: time_s * 8 in cuts)
    expected, pending = [0], False
    for n in range(1, cuts[-1] + 8):
        pending = pending or n in cuts
        if pending and n - expected[-1] >= 4:
            expected.append(n)
            pending = False
    assert [selected.frame.index for selected in selection] == expected
    assert [selected.shot for selected in selection] == list(range(len(expected)))


def _select_film(*overlays: Overlay, background: str = "pan") -> list[float]:
    """Times of the frames that are kept of a film of six seconds."""
    film = OverlayFilm(background, 1, overlays, 6.0)
    frames = film.frames(max_fps=8.0, short_side=360)
    selection = select_frames(
        frames, begins_shot=never, max_fps=MAX_FPS, max_gap_s=MAX_GAP_S, overlays=OverlayDetector()
    )
    return [selected.frame.time_s for selected in selection]


NAME = Overlay("Dr. Maria Lindqvist\nHead of Research", start_s=1.0, stand_s=0.7)


def test_text_over_a_moving_picture_is_kept_once_while_it_stands() -> None:
    first, with_text, *_ = _select_film(replace(NAME, stand_s=3.0))
    assert first == 0
    assert 1.0 <= with_text <= 1.7
    assert len(_select_film(replace(NAME, stand_s=3.0))) == 2


def test_text_is_kept_no_sooner_than_max_fps_allows() -> None:
    kept = _select_film(NAME, replace(NAME, text="Wen Li\nMinister of Finance", start_s=1.7))
    assert all(after - before >= CANDIDATE_S - 0.0011 for before, after in pairwise(kept))
    assert len(kept) >= 3


def test_after_text_a_moving_picture_is_kept_max_gap_s_later() -> None:
    kept = _select_film(NAME)
    assert all(after - before <= MAX_GAP_S + CANDIDATE_S for before, after in pairwise(kept))
