"""gop_plan: which packets are fed, for any packet table and any selection."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.decode.gop_plan import OUTPUT, REFERENCE, SKIP, is_plannable, plan_packets, select_packets
from vindex_assets.media.packets import NO_PTS, PacketTable

TICK = Fraction(1, 10)


def table(gops: list[list[int]], *, discarded: tuple[int, ...] = ()) -> PacketTable:
    """A table of GOPs, each given by the presentation times of its packets in file order."""
    ticks = [tick for gop in gops for tick in gop]
    key = [n == 0 for gop in gops for n in range(len(gop))]
    return PacketTable(np.array(ticks), np.array(key), np.array([tick not in discarded for tick in ticks]), TICK)


def plan(packets: PacketTable, *selected: int) -> list[int]:
    """The actions where the packets with these presentation times are selected."""
    actions: list[int] = plan_packets(packets, np.isin(packets.pts, selected)).tolist()
    return actions


def test_a_gop_is_fed_up_to_its_last_selected_packet() -> None:
    assert plan(table([[0, 1, 2, 3], [4, 5, 6, 7]]), 1, 5, 6) == [1, 2, 0, 0, 1, 2, 2, 0]


def test_a_gop_without_a_selected_packet_is_skipped() -> None:
    assert plan(table([[0, 1], [2, 3], [4, 5]]), 0, 4) == [2, 0, 0, 0, 2, 0]


def test_a_frame_presented_before_its_key_frame_needs_the_whole_gop_before() -> None:
    open_group = table([[0, 1, 2, 3], [6, 4, 5, 7], [10, 8, 9]])
    assert plan(open_group, 4) == [1, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0]
    assert plan(open_group, 6) == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]


@st.composite
def packet_tables(draw: st.DrawFn) -> PacketTable:
    lengths = draw(st.lists(st.integers(1, 8), min_size=1, max_size=12))
    gops, position = [], 0
    for number, length in enumerate(lengths):
        ticks = list(range(position, position + length))
        leading = draw(st.integers(0, length - 1)) if number else 0
        gops.append([ticks[leading], *ticks[:leading], *ticks[leading + 1 :]])
        position += length
    return table(gops)


@given(data=st.data(), packets=packet_tables())
def test_a_selected_packet_is_fed_with_all_it_refers_to(data: st.DataObject, packets: PacketTable) -> None:
    selected = np.array(data.draw(st.lists(st.booleans(), min_size=len(packets.pts), max_size=len(packets.pts))))
    actions = plan_packets(packets, selected)
    assert ((actions == OUTPUT) == selected).all()
    begins = np.flatnonzero(packets.keyframe).tolist()
    for position in np.flatnonzero(selected).tolist():
        gop = max(n for n, begin in enumerate(begins) if begin <= position)
        leading = packets.pts[position] < packets.pts[begins[gop]]
        first = begins[gop - 1] if leading and gop else begins[gop]
        assert (actions[first : position + 1] != SKIP).all()


@given(packets=packet_tables(), max_fps=st.floats(0.3, 12))
def test_nothing_is_fed_past_the_last_selected_frame(packets: PacketTable, max_fps: float) -> None:
    selected = select_packets(packets, start_s=0.0, max_fps=max_fps, keyframes=False)
    actions = plan_packets(packets, selected)
    fed = np.flatnonzero(actions)
    assert actions[fed[-1]] == OUTPUT
    for begin, end in pairwise([*np.flatnonzero(packets.keyframe).tolist(), len(packets.keyframe)]):
        if (
            not selected[begin:end].any()
            and not (selected[end:] & (packets.pts[end:] < packets.pts[begin:end].max())).any()
        ):
            assert (actions[begin:end] == SKIP).all() or (actions[begin:end] == REFERENCE).all()


def test_packets_are_selected_in_presentation_order() -> None:
    packets = table([[0, 4, 2, 1, 3, 8, 6, 5, 7]])
    assert packets.pts[select_packets(packets, start_s=0.0, max_fps=5, keyframes=False)].tolist() == [0, 4, 2, 8, 6]


def test_packets_before_player_time_zero_are_not_selected() -> None:
    packets = table([[10, 11, 12, 13]])
    assert packets.pts[select_packets(packets, start_s=1.2, max_fps=10, keyframes=False)].tolist() == [12, 13]


def test_discarded_packets_are_never_selected() -> None:
    packets = table([[0, 1, 2]], discarded=(0,))
    assert packets.pts[select_packets(packets, start_s=0.0, max_fps=100, keyframes=False)].tolist() == [1, 2]


def test_with_keyframes_only_key_frames_are_selected() -> None:
    packets = table([[0, 1], [2, 3], [4, 5]])
    assert packets.pts[select_packets(packets, start_s=0.0, max_fps=100, keyframes=True)].tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    ("packets", "plannable"),
    [
        (table([[0, 1, 2]]), True),
        (table([]), False),
        (table([[0, 1, NO_PTS]]), False),
        (table([[0, 1, 1]]), False),
        (table([[0, 1, 1]], discarded=(1,)), True),
        (table([[0]], discarded=(0,)), False),
        (PacketTable(np.array([0, 1]), np.array([False, True]), np.array([True, True]), TICK), False),
    ],
)
def test_packets_are_plannable_where_each_has_a_time_of_its_own(packets: PacketTable, plannable: bool) -> None:
    assert is_plannable(packets) is plannable
