"""tone_map: pictures of high dynamic range come out near their version of standard range."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.media.frames.coloured_frames import BT2020, Picture, hdr_frame
from tests.support.media.frames.manifests import plain_manifest
from vindex_assets.media.decode.picture.geometry import FrameGeometry
from vindex_assets.media.decode.picture.tone_map import (
    PEAK_NITS,
    WHITE_NITS,
    compressed_nits,
    nits_to_pq,
    pq_to_nits,
    tone_mapped,
)
from vindex_assets.media.decode.scale import FrameScaler
from vindex_assets.media.manifest import Transfer

SIDE = 32
SKIN = [(224, 172, 140), (198, 134, 98), (141, 85, 54), (90, 56, 37)]
GREYS = [(level, level, level) for level in (0, 30, 60, 90, 120, 150, 180, 200)]
both_transfers = pytest.mark.parametrize("transfer", ["pq", "hlg"])


def patches(colours: list[tuple[int, int, int]]) -> Picture:
    return np.array(colours, np.uint8).repeat(SIDE, 0).reshape(1, -1, 3).repeat(SIDE, 0)


def shown(picture: Picture, transfer: Transfer) -> list[list[int]]:
    """The middle of each patch as it is shown, of the HDR version of a picture."""
    size = (picture.shape[1], picture.shape[0])
    made = FrameScaler(plain_manifest()).to_rgb(hdr_frame(picture, transfer), FrameGeometry(size), 512)
    middles: list[list[int]] = made[SIDE // 2, SIDE // 2 :: SIDE].tolist()
    return middles


@both_transfers
def test_a_grey_ramp_comes_out_as_it_was(transfer: Transfer) -> None:
    assert np.abs(np.array(shown(patches(GREYS), transfer)) - GREYS).max() <= 12


@both_transfers
def test_greys_stay_in_order_up_to_white(transfer: Transfer) -> None:
    levels = [green for _, green, _ in shown(patches([(level, level, level) for level in range(0, 256, 15)]), transfer)]
    assert all(one < other for one, other in pairwise(levels))


@both_transfers
def test_white_text_is_nearly_white_and_black_is_black(transfer: Transfer) -> None:
    white, black = shown(patches([(255, 255, 255), (0, 0, 0)]), transfer)
    assert min(white) > 220
    assert max(black) < 5


@both_transfers
def test_skin_has_its_colour(transfer: Transfer) -> None:
    assert np.abs(np.array(shown(patches(SKIN), transfer)) - SKIN).max() <= 16


@both_transfers
def test_saturated_colours_keep_their_hue(transfer: Transfer) -> None:
    for colour, made in zip(np.eye(3), shown(patches([(255, 0, 0), (0, 255, 0), (0, 0, 255)]), transfer), strict=True):
        assert made[int(colour.argmax())] > 200
        assert sorted(made)[1] < 40


@both_transfers
def test_brightness_is_that_of_the_picture(transfer: Transfer) -> None:
    grey = patches(GREYS)
    geometry = FrameGeometry((grey.shape[1], grey.shape[0]))
    luma = FrameScaler(plain_manifest()).to_luma(hdr_frame(grey, transfer), geometry, 512)
    assert np.abs(luma[SIDE // 2, SIDE // 2 :: SIDE].astype(int) - [level for level, _, _ in GREYS]).max() <= 14


def test_a_frame_that_states_no_transfer_has_that_of_the_stream() -> None:
    frame = hdr_frame(patches([(255, 255, 255)]), "pq")
    frame.color_trc = 2
    geometry = FrameGeometry((SIDE, SIDE))
    assert FrameScaler(plain_manifest(hdr="pq")).to_rgb(frame, geometry, 512).max() > 220
    assert FrameScaler(plain_manifest()).to_rgb(frame, geometry, 512).max() < 170


def test_a_frame_of_standard_range_among_others_is_left_as_it_is() -> None:
    frame = hdr_frame(patches([(255, 255, 255)]), "pq")
    frame.color_trc = 1
    assert FrameScaler(plain_manifest(hdr="pq")).to_rgb(frame, FrameGeometry((SIDE, SIDE)), 512).max() < 170


@given(st.floats(0, 10_000))
def test_pq_has_an_inverse(nits: float) -> None:
    assert pq_to_nits(nits_to_pq(np.array([nits])))[0] == pytest.approx(nits, rel=1e-6, abs=1e-6)


@given(st.floats(0.01, 10_000), st.floats(0.01, 10_000))
def test_the_tone_curve_rises_and_ends_at_white(one: float, other: float) -> None:
    darker, brighter = compressed_nits(np.array(sorted([one, other])))
    assert 0 <= darker <= brighter + 1e-9
    assert brighter <= WHITE_NITS + 1e-6


def test_the_tone_curve_leaves_shadows_and_reaches_white_at_the_peak() -> None:
    made = compressed_nits(np.array([1.0, 20.0, 80.0, PEAK_NITS]))
    assert made.tolist() == pytest.approx([1, 20, 80, WHITE_NITS], rel=1e-3)


def test_primaries_of_standard_range_are_not_converted() -> None:
    codes = np.full((1, 1, 3), (30_000, 10_000, 10_000), np.uint16)
    as_it_is, converted = (tone_mapped(codes, "pq", primaries)[0, 0].tolist() for primaries in (1, BT2020))
    assert as_it_is[1] > converted[1]
