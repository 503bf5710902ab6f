"""in_order: times ascend, and as few frames as possible are left out for that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.in_order import in_order


def ordered(times_s: Sequence[float]) -> list[float]:
    return [time_s for time_s, _ in in_order((time_s, None) for time_s in times_s)]


@pytest.mark.parametrize(
    ("times_s", "kept"),
    [
        ([], []),
        ([3.0], [3.0]),
        ([0.0, 1.0, 2.0], [0.0, 1.0, 2.0]),
        ([0.96, 0.04, 0.08], [0.04, 0.08]),
        ([1.0, 9.0, 1.1, 1.2], [1.0, 1.1, 1.2]),
        ([1.0, 1.1, 0.2, 1.2], [1.0, 1.1, 1.2]),
        ([0.0, 0.0, 1.0], [0.0, 0.0, 1.0]),
    ],
)
def test_the_frame_that_does_not_fit_is_left_out(times_s: list[float], kept: list[float]) -> None:
    assert ordered(times_s) == kept


@given(st.lists(st.floats(0, 1e6)))
def test_times_never_go_back(times_s: list[float]) -> None:
    assert all(one <= other for one, other in pairwise(ordered(times_s)))


@given(st.lists(st.floats(0, 1e6)))
def test_frames_in_order_are_all_kept(times_s: list[float]) -> None:
    assert ordered(sorted(times_s)) == sorted(times_s)
