"""standing_edges: what stays in place is left, what moves or flickers is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.base import Luma
from vindex_assets.media.frames.standing_edges import ROW_STEP, Edges, find_edges, standing_edges


def stripe(column: int, *, width: int = 40, height: int = 8, level: int = 200) -> Luma:
    """A bright stripe of two pixels on black."""
    picture = np.zeros((height, width), np.uint8)
    picture[:, column : column + 2] = level
    return picture


def test_a_stripe_rises_on_its_left_and_falls_on_its_right() -> None:
    edges = find_edges(stripe(20))
    assert edges.shape == (8 // ROW_STEP, 40)
    assert edges[0, 18:24].tolist() == [0, 200 * ROW_STEP, 200 * ROW_STEP, -200 * ROW_STEP, -200 * ROW_STEP, 0]


def test_a_picture_of_one_brightness_has_no_edges() -> None:
    assert not find_edges(np.full((20, 30), 90, np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (3, 2), (7, 5)])
def test_a_picture_of_any_size_has_edges_of_half_its_rows(shape: tuple[int, int]) -> None:
    assert find_edges(np.zeros(shape, np.uint8)).shape == (shape[0] // ROW_STEP, shape[1])


def test_the_edges_of_what_stays_are_left_whole() -> None:
    edges = find_edges(stripe(20))
    assert (standing_edges([edges] * 4) == edges).all()


def test_the_edges_of_what_moves_are_gone() -> None:
    assert not standing_edges([find_edges(stripe(4 + 6 * n)) for n in range(4)]).any()


def test_of_what_fades_in_the_faintest_is_left() -> None:
    faded = standing_edges([find_edges(stripe(20, level=level)) for level in (80, 140, 200)])
    assert (faded == find_edges(stripe(20, level=80))).all()


def test_in_pictures_without_rows_nothing_stands() -> None:
    assert standing_edges([find_edges(np.zeros((1, 5), np.uint8))] * 4).shape == (0, 5)


STRETCHES = st.lists(st.integers(-100, 100), min_size=1, max_size=6)


@given(levels=STRETCHES)
def test_what_stands_is_the_least_of_one_sign(levels: list[int]) -> None:
    stretch: list[Edges] = [np.full((2, 2), level, np.int16) for level in levels]
    agree = all(level > 0 for level in levels) or all(level < 0 for level in levels)
    expected = min(levels, key=abs) if agree else 0
    assert (standing_edges(stretch) == expected).all()
