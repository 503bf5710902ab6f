"""plan: which packets are fed, for any table of packets and any choice among them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.gop_plan import REFERENCE, SKIP, OUTPUT, plan_packets, is_plannable, select_packets
from vindex_assets.media.packets import NO_PTS, PacketTable

TICK = Fraction(1, 10)


def table(groups: list[list[int]], *, hidden: tuple[int, ...] = ()) -> PacketTable:
    """A table of groups of pictures, each given by its packets' ticks in the order of the file."""
    ticks = [tick for group in groups for tick in group]
    key = [n == 0 for group in groups for n in range(len(group))]
    return PacketTable(np.array(ticks), np.array(key), np.array([tick not in hidden for tick in ticks]), TICK)


def steps(of: PacketTable, *chosen: int) -> list[int]:
    """The plan where the packets at these ticks are wanted."""
    fed: list[int] = plan_packets(of, np.isin(of.pts, chosen)).tolist()
    return fed


def test_of_a_group_all_up_to_the_last_wanted_packet_is_fed() -> None:
    assert steps(table([[0, 1, 2, 3], [4, 5, 6, 7]]), 1, 5, 6) == [1, 2, 0, 0, 1, 2, 2, 0]


def test_a_group_without_a_wanted_packet_is_left_out() -> None:
    assert steps(table([[0, 1], [2, 3], [4, 5]]), 0, 4) == [2, 0, 0, 0, 2, 0]


def test_a_frame_shown_before_its_key_frame_needs_the_whole_group_before() -> None:
    open_group = table([[0, 1, 2, 3], [6, 4, 5, 7], [10, 8, 9]])
    assert steps(open_group, 4) == [1, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0]
    assert steps(open_group, 6) == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]


@st.composite
def tables(draw: st.DrawFn) -> PacketTable:
    lengths = draw(st.lists(st.integers(1, 8), min_size=1, max_size=12))
    groups, at = [], 0
    for number, length in enumerate(lengths):
        ticks = list(range(at, at + length))
        leading = draw(st.integers(0, length - 1)) if number else 0
        groups.append([ticks[leading], *ticks[:leading], *ticks[leading + 1 :]])
        at += length
    return table(groups)


@given(data=st.data(), of=tables())
def test_whatever_is_wanted_comes_with_all_it_refers_to(data: st.DataObject, of: PacketTable) -> None:
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(of.pts), max_size=len(of.pts))))
    made = plan_packets(of, chosen)
    assert ((made == OUTPUT) == chosen).all()
    begins = np.flatnonzero(of.keyframe).tolist()
    for at in np.flatnonzero(chosen).tolist():
        group = max(n for n, begin in enumerate(begins) if begin <= at)
        leading = of.pts[at] < of.pts[begins[group]]
        first = begins[group - 1] if leading and group else begins[group]
        assert (made[first : at + 1] != SKIP).all()


@given(of=tables(), max_fps=st.floats(0.3, 12))
def test_nothing_is_fed_past_the_last_wanted_frame(of: PacketTable, max_fps: float) -> None:
    chosen = select_packets(of, start_s=0.0, max_fps=max_fps, keyframes=False)
    made = plan_packets(of, chosen)
    fed = np.flatnonzero(made)
    assert made[fed[-1]] == OUTPUT
    for begin, end in pairwise([*np.flatnonzero(of.keyframe).tolist(), len(of.keyframe)]):
        if not chosen[begin:end].any() and not (chosen[end:] & (of.pts[end:] < of.pts[begin:end].max())).any():
            assert (made[begin:end] == SKIP).all() or (made[begin:end] == REFERENCE).all()


def test_turns_are_taken_in_the_order_of_showing() -> None:
    of = table([[0, 4, 2, 1, 3, 8, 6, 5, 7]])
    assert of.pts[select_packets(of, start_s=0.0, max_fps=5, keyframes=False)].tolist() == [0, 4, 2, 8, 6]


def test_what_lies_before_the_players_zero_has_no_turn() -> None:
    of = table([[10, 11, 12, 13]])
    assert of.pts[select_packets(of, start_s=1.2, max_fps=10, keyframes=False)].tolist() == [12, 13]


def test_hidden_packets_are_never_wanted() -> None:
    of = table([[0, 1, 2]], hidden=(0,))
    assert of.pts[select_packets(of, start_s=0.0, max_fps=100, keyframes=False)].tolist() == [1, 2]


def test_key_frames_alone_are_taken_where_that_is_asked() -> None:
    of = table([[0, 1], [2, 3], [4, 5]])
    assert of.pts[select_packets(of, start_s=0.0, max_fps=100, keyframes=True)].tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (table([[0, 1, 2]]), True),
        (table([]), False),
        (table([[0, 1, NO_PTS]]), False),
        (table([[0, 1, 1]]), False),
        (table([[0, 1, 1]], hidden=(1,)), True),
        (table([[0]], hidden=(0,)), False),
        (PacketTable(np.array([0, 1]), np.array([False, True]), np.array([True, True]), TICK), False),
    ],
)
def test_packets_tell_the_frames_where_each_has_a_time_of_its_own(of: PacketTable, told: bool) -> None:
    assert is_plannable(of) is told
