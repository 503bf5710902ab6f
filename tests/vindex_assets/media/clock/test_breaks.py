"""breaks: where times go back for good or leap, and which stamps fit nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.clock.breaks import JITTER_S, Break, decoding_times, find_breaks, is_ordered

NAN = float("nan")


def found(times_s: Sequence[float], *, jitter_s: float = JITTER_S) -> tuple[list[int], list[int]]:
    """Numbers of the first packets behind breaks, and of the strays."""
    breaks, strays = find_breaks(np.array(times_s, np.float64), jitter_s=jitter_s)
    return [one.packet for one in breaks], strays


def steps(begin_s: float, count: int, step_s: float = 0.5) -> list[float]:
    return [begin_s + number * step_s for number in range(count)]


@pytest.mark.parametrize(
    "times_s",
    [
        [],
        [NAN, NAN],
        steps(0.0, 9),
        steps(-3.0, 9),
        [0.0, 0.9, 0.5, 1.0, 1.4, 1.1],  # pictures in decoding order
        [0.0, 9.9, 19.8],
        [0.0, NAN, 1.0],
    ],
)
def test_times_that_go_on_have_no_break(times_s: list[float]) -> None:
    assert found(times_s) == ([], [])


def test_times_that_go_back_for_good_break() -> None:
    assert find_breaks(np.array([*steps(10.0, 5), *steps(0.0, 5)]), jitter_s=0.5) == ([Break(5, 12.0, 0.0)], [])


def test_times_may_begin_anew_many_times() -> None:
    assert found([*steps(0.0, 9), *steps(0.0, 8), *steps(1.0, 9)]) == ([9, 17], [])


@pytest.mark.parametrize(("back_s", "breaks"), [(0.5, []), (0.8, [90])])
def test_a_jitter_is_no_break(back_s: float, breaks: list[int]) -> None:
    assert found([*steps(0.0, 90, 0.1), *steps(8.9 - back_s, 90, 0.1)])[0] == breaks


@pytest.mark.parametrize(("leap_s", "breaks"), [(10.0, []), (10.1, [5])])
def test_a_leap_of_more_than_ten_seconds_is_looked_at(leap_s: float, breaks: list[int]) -> None:
    assert found([*steps(0.0, 5), *steps(2.0 + leap_s, 5)])[0] == breaks


@pytest.mark.parametrize("wrong_s", [[3600.0], [3600.0, 3600.5], [7.0], [-50.0], [-50.0, -49.5]])
def test_one_or_two_wrong_stamps_are_strays(wrong_s: list[float]) -> None:
    at = list(range(5, 5 + len(wrong_s)))
    assert found([*steps(0.0, 5), *wrong_s, *steps(2.5, 9)]) == ([], at)


def test_times_that_stand_still_fit_nowhere() -> None:
    assert found([*steps(0.0, 5), *[2.0] * 9]) == ([], list(range(5, 14)))
    assert found([0.0, 0.0, 0.5, 0.5, 1.0, 1.0]) == ([], [])


def test_three_packets_with_other_times_are_a_part() -> None:
    assert found([*steps(0.0, 5), *steps(3600.0, 3), *steps(2.5, 9)]) == ([5, 8], [])


def test_wrong_stamps_at_the_begin_are_strays() -> None:
    assert found([90.0, 91.0, *steps(0.0, 9)]) == ([], [0, 1])


def test_packets_without_times_are_passed_over() -> None:
    assert found([0.0, NAN, 0.5, 1.0, NAN, -9.0, NAN, -8.0, -7.0]) == ([5], [])


def test_a_sparse_recording_leaps_and_has_no_strays() -> None:
    assert found([0.0, 1.0, 31.0, 32.0, 95.0, 300.0]) == ([2, 4, 5], [])


def test_decoding_times_are_in_order_unless_they_are_missing_or_copies() -> None:
    pts_s = np.arange(9) / 25
    assert is_ordered(pts_s, pts_s - 0.08)
    assert not is_ordered(pts_s, pts_s)
    assert not is_ordered(pts_s, np.array([NAN, *pts_s[1:] - 0.08]))


# Slides and bursts of pictures, each group of four in decoding order.
SPARSE = [0.0, 90.0, 30.0, 60.0, 90.2, 90.1, 200.0, 130.0, 160.0, 200.08, 200.04, 500.0, 300.0, 400.0]


def test_reordered_pictures_may_be_far_apart() -> None:
    breaks, strays = find_breaks(np.array(SPARSE), jitter_s=0.5, reordered=True)
    assert [one for one in breaks if not one.is_leap] == []
    assert strays == []


def test_a_wild_stamp_among_reordered_pictures_is_a_stray() -> None:
    wild = [*steps(0.0, 40), 3600.0, *steps(20.0, 40)]
    assert find_breaks(np.array(wild), jitter_s=2.0, reordered=True) == ([], [40])


def test_reordered_pictures_begin_anew_behind_33_others() -> None:
    again = [*steps(0.0, 40), *steps(0.0, 40)]
    assert [one.packet for one in find_breaks(np.array(again), jitter_s=2.0, reordered=True)[0]] == [40]


def test_presentation_times_stand_in_where_a_decoding_time_is_missing() -> None:
    pts_s, dts_s = np.array([0.1, 0.2]), np.array([NAN, 0.1])
    assert decoding_times(pts_s, dts_s) is pts_s
    assert decoding_times(pts_s, pts_s - 0.1).tolist() == pytest.approx([0.0, 0.1])


PARTS = st.lists(st.tuples(st.floats(0, 1e5), st.integers(40, 60)), min_size=1, max_size=5)


@given(PARTS)
def test_every_part_that_begins_before_the_last_one_ended_is_found(parts: list[tuple[float, int]]) -> None:
    times_s = [time_s for begin_s, count in parts for time_s in steps(begin_s, count)]
    ends = np.cumsum([count for _, count in parts])
    wanted = [
        int(end)
        for (before_s, count), (begin_s, _), end in zip(parts, parts[1:], ends, strict=False)
        if not before_s + (count - 1) / 2 - JITTER_S <= begin_s <= before_s + (count - 1) / 2 + 10.0
    ]
    breaks, strays = found(times_s)
    assert (breaks, strays) == (wanted, [])


@given(st.lists(st.floats(-1e9, 1e9) | st.just(NAN), max_size=40))
def test_whatever_the_times_are_each_packet_is_looked_at_once(times_s: list[float]) -> None:
    breaks, strays = found(times_s)
    assert breaks == sorted(set(breaks))
    assert strays == sorted(set(strays))
    assert not set(breaks) & set(strays)
    assert all(0 <= packet < len(times_s) for packet in (*breaks, *strays))
