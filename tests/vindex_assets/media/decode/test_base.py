"""base: the frame rate limit, and sizes of pictures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.base import (
    LUMA_SHORT_SIDE,
    THUMBNAIL_SHORT_SIDE,
    DecodedFrame,
    FrameRateLimiter,
    Luma,
    Picture,
    downscale,
    downscale_luma,
    fit_size,
    limited_positions,
)


@given(width=st.integers(1, 10_000), height=st.integers(1, 10_000), short_side=st.integers(1, 2_000))
def test_a_fitted_size_is_never_larger_and_keeps_its_shape(width: int, height: int, short_side: int) -> None:
    fitted_width, fitted_height = fit_size(width, height, short_side=short_side)
    assert 1 <= fitted_width <= width
    assert 1 <= fitted_height <= height
    assert min(fitted_width, fitted_height) <= short_side
    scale = min(1.0, short_side / min(width, height))
    assert abs(fitted_width - width * scale) <= 1
    assert abs(fitted_height - height * scale) <= 1


@given(times=st.lists(st.floats(0, 1e5)), max_fps=st.floats(0.1, 100))
def test_the_limiter_keeps_order_and_distance(times: list[float], max_fps: float) -> None:
    limiter = FrameRateLimiter(max_fps=max_fps)
    accepted = [time for time in times if limiter.accepts(time)]
    assert all(later - sooner >= 1 / max_fps - 0.0011 for sooner, later in pairwise(accepted))
    assert not times or accepted[0] == times[0]


@given(times=st.lists(st.floats(-1, 1e3)), max_fps=st.floats(0.1, 2000))
def test_limited_positions_are_those_that_the_limiter_accepts(times: list[float], max_fps: float) -> None:
    in_order, limiter = sorted(times), FrameRateLimiter(max_fps=max_fps)
    expected = [at for at, time_s in enumerate(in_order) if limiter.accepts(time_s)]
    assert limited_positions(np.array(in_order, np.float64), max_fps=max_fps) == expected


def test_a_picture_is_downscaled_to_the_mean_of_its_pixels() -> None:
    halves = np.zeros((200, 300, 3), np.uint8)
    halves[:, 150:] = 200
    small = downscale(halves, 100)
    assert small.shape == (100, 150, 3)
    assert small.mean() == halves.mean()


def test_a_picture_that_is_small_enough_is_returned_as_it_is() -> None:
    picture = np.zeros((50, 60, 3), np.uint8)
    assert downscale(picture, 50) is picture


def rendered(side: int) -> Picture:
    return np.full((side, side, 3), 9, np.uint8)


def rendered_luma(side: int) -> Luma:
    return np.full((side, side), 9, np.uint8)


def test_a_frame_renders_its_picture_in_two_sizes() -> None:
    frame = DecodedFrame(0, 0.0, rendered, rendered_luma, 512, (1920, 1080))
    assert (frame.image.shape, frame.thumbnail.shape) == (
        (512, 512, 3),
        (THUMBNAIL_SHORT_SIDE, THUMBNAIL_SHORT_SIDE, 3),
    )


def test_a_frame_renders_its_brightness_in_one_size() -> None:
    assert DecodedFrame(0, 0.0, rendered, rendered_luma, 512, (1920, 1080)).luma.shape == (
        LUMA_SHORT_SIDE,
        LUMA_SHORT_SIDE,
    )


@pytest.mark.parametrize(("shape", "expected"), [((300, 500), (100, 167)), ((50, 60), (50, 60))])
def test_the_brightness_of_a_picture_is_scaled_and_never_enlarged(
    shape: tuple[int, int], expected: tuple[int, int]
) -> None:
    luma = downscale_luma(np.full((*shape, 3), (255, 0, 0), np.uint8), 100)
    assert luma.shape == expected
    assert luma.mean() == pytest.approx(0.299 * 255, abs=1)  # weight of red, ITU-R BT.601
