"""shapes: same aspect ratio, whatever the size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.frames.shapes import has_same_shape, resized_like

Side = st.integers(1, 2000)


def picture(width: int, height: int) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((192, 108), (192, 108), True),
        ((192, 108), (160, 90), True),
        ((192, 108), (196, 108), True),
        ((144, 108), (192, 108), False),
        ((192, 108), (108, 192), False),
        ((1, 1), (108, 108), True),
        ((1, 1), (192, 108), False),
    ],
)
def test_shapes(one: tuple[int, int], other: tuple[int, int], same: bool) -> None:
    assert has_same_shape(picture(*one), picture(*other)) is same


@given(Side, Side, Side, Side)
def test_sameness_has_no_direction(width: int, height: int, other_width: int, other_height: int) -> None:
    one, other = (np.empty((h, w), np.uint8) for w, h in ((width, height), (other_width, other_height)))
    assert has_same_shape(one, other) == has_same_shape(other, one)


def test_a_picture_is_brought_to_the_size_of_another() -> None:
    assert resized_like(picture(192, 108), picture(160, 90)).shape == (90, 160, 3)


def test_a_picture_of_that_size_is_not_copied() -> None:
    one = picture(192, 108)
    assert resized_like(one, picture(192, 108)) is one
