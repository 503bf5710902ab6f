"""overlays: when new text stands, and when it does not."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.support.media.overlays.film import OverlayFilm
from tests.support.media.overlays.overlay import Overlay
from vindex_assets.media.decode.base import Luma
from vindex_assets.media.frames.overlays import OverlayDetector, share_shown
from vindex_assets.media.frames.standing_edges import find_edges
from vindex_assets.media.frames.text_regions import find_regions, new_cells

NAME = Overlay("Dr. Maria Lindqvist\nHead of Research", 1.0, 2.0)
DETECTION_FPS = 8.0


def times_found(film: OverlayFilm, detector: OverlayDetector) -> list[float]:
    """When new text stands if the first frame is kept, and none after it."""
    found = []
    for frame in film.frames(max_fps=DETECTION_FPS, short_side=360):
        detector.add(frame.luma, frame.time_s)
        if frame.index == 0:
            detector.keep(frame.luma)
        if detector.new_text_stands():
            found.append(frame.time_s)
    return found


def film(background: str, *overlays: Overlay, duration_s: float = 4.0) -> OverlayFilm:
    return OverlayFilm(background, 1, overlays, duration_s)


def test_text_stands_when_it_has_been_seen_for_four_tenths_of_a_second() -> None:
    found = times_found(film("pan", NAME), OverlayDetector())
    assert 1.38 <= found[0] <= 1.6
    assert found[-1] <= 3.0


def test_text_that_stands_is_found_until_the_scene_before_it_is_forgotten() -> None:
    found = times_found(film("still", NAME), OverlayDetector())
    assert len(found) >= 0.5 * DETECTION_FPS - 1


def test_text_of_a_frame_that_is_kept_is_not_new() -> None:
    detector, pictures = OverlayDetector(), list(film("pan", NAME).frames(max_fps=DETECTION_FPS, short_side=360))
    for frame in pictures:
        detector.add(frame.luma, frame.time_s)
        if frame.time_s <= 1.2:
            detector.keep(frame.luma)
        assert not detector.new_text_stands()


def test_text_that_vanishes_leaves_nothing_new() -> None:
    shown = replace(NAME, start_s=-1.0)
    assert times_found(film("pan", shown), OverlayDetector()) == []


def test_text_that_follows_on_another_in_the_same_place_is_new() -> None:
    first, second = replace(NAME, start_s=-1.0, stand_s=2.5), replace(NAME, text="Wen Li\nMinister", start_s=1.5)
    found = times_found(film("pan", first, second), OverlayDetector())
    assert found[0] == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize("background", ["confetti", "water", "noise", "hand-held", "zoom", "slow pan", "fast pan"])
def test_nothing_is_found_where_no_text_is(background: str) -> None:
    assert times_found(film(background), OverlayDetector()) == []


def test_a_picture_that_comes_to_a_stop_is_no_overlay() -> None:
    detector, still = OverlayDetector(), film("fast pan", duration_s=1.0)
    pictures = [frame.luma for frame in still.frames(max_fps=DETECTION_FPS, short_side=360)]
    for n, luma in enumerate([*pictures, *[pictures[-1]] * 8]):
        detector.add(luma, n / DETECTION_FPS)
        if n == 0:
            detector.keep(luma)
        assert not detector.new_text_stands()


def test_before_a_frame_is_kept_nothing_is_new() -> None:
    detector = OverlayDetector()
    for frame in film("pan", NAME).frames(max_fps=DETECTION_FPS, short_side=360):
        detector.add(frame.luma, frame.time_s)
        assert not detector.new_text_stands()


def test_frames_that_are_far_apart_have_nothing_that_stands() -> None:
    assert [n for n in range(8) if _found_at_rate(0.5, frames=n)] == []


def _found_at_rate(fps: float, *, frames: int) -> bool:
    detector, picture = OverlayDetector(), np.zeros((216, 384), np.uint8)
    detector.add(picture, 0.0)
    detector.keep(picture)
    for n in range(1, frames):
        detector.add(np.random.default_rng(n).integers(0, 255, (216, 384), dtype=np.uint8), n / fps)
    return detector.new_text_stands()


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (50, 50), (7, 200)])
def test_a_tiny_picture_is_looked_at_like_any_other(shape: tuple[int, int]) -> None:
    detector = OverlayDetector()
    for n in range(8):
        detector.add(np.full(shape, 20 * n, np.uint8), n / DETECTION_FPS)
        detector.keep(np.zeros(shape, np.uint8))
        assert not detector.new_text_stands()


@pytest.mark.parametrize(("moved_px", "is_shown"), [(0, True), (4, True), (16, True), (40, False)])
def test_edges_are_found_where_they_have_moved_a_little(moved_px: int, is_shown: bool) -> None:
    picture = np.full((216, 384), 90, np.uint8)
    random = np.random.default_rng(5)
    picture[100:124, 150:250] = random.integers(0, 255, (24, 100))
    edges = find_edges(picture)
    (region,) = find_regions(edges, new_cells(edges, np.zeros_like(edges)))
    share = share_shown(region, find_edges(np.roll(picture, moved_px, axis=1)))
    assert (share > 0.9) is is_shown


def smaller(luma: Luma, share: float) -> Luma:
    size = (round(luma.shape[1] * share), round(luma.shape[0] * share))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def test_text_is_found_in_a_stream_that_changes_its_resolution() -> None:
    detector, found = OverlayDetector(), []
    for frame in film("pan", NAME).frames(max_fps=DETECTION_FPS, short_side=360):
        detector.add(frame.luma if frame.time_s < 0.5 else smaller(frame.luma, 0.75), frame.time_s)
        if frame.index == 0:
            detector.keep(frame.luma)
        if detector.new_text_stands():
            found.append(frame.time_s)
    assert 1.38 <= found[0] <= 1.6


def test_after_a_change_of_shape_nothing_is_new_until_a_frame_is_kept() -> None:
    detector = OverlayDetector()
    frames = list(film("pan", NAME).frames(max_fps=DETECTION_FPS, short_side=360))
    detector.add(frames[0].luma, 0.0)
    detector.keep(frames[0].luma)
    for frame in frames:
        detector.add(np.ascontiguousarray(frame.luma.T), 1 + frame.time_s)
        assert not detector.new_text_stands()
