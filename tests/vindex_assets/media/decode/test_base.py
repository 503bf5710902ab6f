"""base: the frame rate limit, and sizes of pictures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.base import (
    THUMBNAIL_SHORT_SIDE,
    DecodedFrame,
    FrameRateLimiter,
    downscale,
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


def test_a_frame_renders_its_picture_in_two_sizes() -> None:
    frame = DecodedFrame(0, 0.0, lambda side: np.full((side, side, 3), 9, np.uint8), 512)
    assert (frame.image.shape, frame.thumbnail.shape) == (
        (512, 512, 3),
        (THUMBNAIL_SHORT_SIDE, THUMBNAIL_SHORT_SIDE, 3),
    )
