"""timeline: parts of a file one after the other on one clock, pictures and sound alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vindex_assets.media.clock.breaks import JITTER_S, find_breaks
from vindex_assets.media.clock.cuts import StreamTimes
from vindex_assets.media.clock.timeline import Move, Timeline, make_timeline

PICTURE_S = 0.04
BLOCK_S = 0.02
PICTURES, SOUND = 0, 1


@dataclass(frozen=True)
class Part:
    """A part of a file: its first time, its length, and which streams it holds; pictures come `early` blocks before."""

    begin_s: float
    seconds: float
    streams: tuple[int, ...] = (PICTURES, SOUND)
    early: int = 0


def streams_of(parts: Sequence[Part], *, wrong: dict[tuple[int, int], float] | None = None) -> list[StreamTimes]:
    """The two streams of a file of parts, interleaved by time; `wrong` replaces the time of a packet."""
    packets: list[tuple[int, float]] = []
    for part in parts:
        pictures = [(n * PICTURE_S, PICTURES) for n in range(round(part.seconds / PICTURE_S))]
        blocks = [(n * BLOCK_S, SOUND) for n in range(round(part.seconds / BLOCK_S))]
        inside = sorted(each for each in (*pictures, *blocks) if each[1] in part.streams)
        packets.extend((stream, part.begin_s + at_s) for at_s, stream in inside)
    return [_stream(packets, stream, wrong or {}) for stream in (PICTURES, SOUND)]


def _stream(packets: list[tuple[int, float]], stream: int, wrong: dict[tuple[int, int], float]) -> StreamTimes:
    order = np.array([number for number, (own, _) in enumerate(packets) if own == stream], np.int64)
    begin_s = np.array([time_s for own, time_s in packets if own == stream], np.float64)
    for (own, number), time_s in wrong.items():
        if own == stream:
            begin_s[number] = time_s
    breaks, strays = find_breaks(begin_s, jitter_s=0.5)
    shown = ~np.isin(np.arange(len(begin_s)), strays)
    duration_s = PICTURE_S if stream == PICTURES else BLOCK_S
    return StreamTimes(order, begin_s, begin_s, begin_s + duration_s, shown, tuple(breaks), tuple(strays))


def on_clock(times: StreamTimes, moves: Sequence[Move]) -> npt.NDArray[np.float64]:
    """The times of a stream after its moves; NaN for what fits nowhere."""
    moved = times.begin_s.copy()
    for one, following in pairwise([*moves, Move(len(moved), 0.0)]):
        moved[one.packet : following.packet] += np.nan if one.shift_s is None else one.shift_s
    return moved


def clocked(
    parts: Sequence[Part], *, discontinuous: bool = True, wrong: dict[tuple[int, int], float] | None = None
) -> tuple[Timeline, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    streams = streams_of(parts, wrong=wrong)
    timeline = make_timeline(streams, discontinuous=discontinuous, stated_end_s=None)
    pictures, sound = (on_clock(each, moves) for each, moves in zip(streams, timeline.moves, strict=True))
    return timeline, pictures, sound


def test_a_file_of_one_part_is_left_as_it_is() -> None:
    timeline, _, _ = clocked([Part(7.0, 20.0)])
    assert (timeline.moves, timeline.restarts_s, timeline.unplaced) == ([[], []], [], 0)


@pytest.mark.parametrize("second_s", [0.0, 3.0, 1000.0, 95443.0])
def test_a_second_part_begins_where_the_first_ended(second_s: float) -> None:
    timeline, pictures, sound = clocked([Part(10.0, 8.0), Part(second_s, 6.0)])
    assert timeline.restarts_s == [pytest.approx(18.0)]
    assert pictures == pytest.approx(10.0 + np.arange(350) * PICTURE_S)
    assert sound == pytest.approx(10.0 + np.arange(700) * BLOCK_S)


def test_a_part_without_sound_moves_the_sound_after_it() -> None:
    _, pictures, sound = clocked([Part(0.0, 8.0), Part(0.0, 6.0, (PICTURES,)), Part(0.0, 8.0)])
    assert pictures == pytest.approx(np.arange(550) * PICTURE_S)
    assert sound[400] == pytest.approx(14.0)


def test_a_part_of_sound_alone_moves_the_pictures_after_it() -> None:
    _, pictures, sound = clocked([Part(0.0, 8.0), Part(0.0, 6.0, (SOUND,)), Part(0.0, 8.0)])
    assert sound == pytest.approx(np.arange(1100) * BLOCK_S)
    assert pictures[200] == pytest.approx(14.0)


def test_short_parts_as_of_a_live_stream_follow_each_other() -> None:
    timeline, pictures, _ = clocked([Part(begin_s, 2.0) for begin_s in (100.0, 102.0, 0.0, 2.0, 50.0)])
    assert len(timeline.restarts_s) == 2
    assert pictures == pytest.approx(100.0 + np.arange(250) * PICTURE_S)


def test_a_leap_of_both_streams_is_closed_only_where_times_may_be_discontinuous() -> None:
    parts = [Part(0.0, 8.0), Part(30.0, 6.0)]
    assert clocked(parts)[1][-1] == pytest.approx(13.96)
    assert clocked(parts, discontinuous=False)[1][-1] == pytest.approx(35.96)


def test_a_gap_in_the_sound_alone_is_a_gap() -> None:
    parts = [Part(0.0, 8.0), Part(8.0, 30.0, (PICTURES,)), Part(38.0, 6.0)]
    timeline, _, sound = clocked(parts)
    assert timeline.restarts_s == []
    assert sound[400] == pytest.approx(38.0)


def test_a_stream_that_goes_back_while_the_other_goes_on_is_moved_alone() -> None:
    wrong = {(SOUND, number): (number - 500) * BLOCK_S for number in range(500, 1000)}
    _, pictures, sound = clocked([Part(0.0, 20.0)], wrong=wrong)
    assert pictures == pytest.approx(np.arange(500) * PICTURE_S)
    assert sound == pytest.approx(np.arange(1000) * BLOCK_S)


@pytest.mark.parametrize("wrong_s", [3600.0, -90.0, 3.0])
def test_a_lone_wrong_stamp_is_counted_and_changes_nothing_else(wrong_s: float) -> None:
    timeline, pictures, sound = clocked([Part(0.0, 20.0)], wrong={(PICTURES, 200): wrong_s})
    assert timeline.unplaced == 1
    assert np.isnan(pictures[200])
    assert np.delete(pictures, 200) == pytest.approx(np.delete(np.arange(500) * PICTURE_S, 200))
    assert sound == pytest.approx(np.arange(1000) * BLOCK_S)


def test_a_wild_last_stamp_is_counted() -> None:
    timeline, pictures, _ = clocked([Part(0.0, 20.0)], wrong={(PICTURES, 499): 90_000.0})
    assert timeline.unplaced == 1
    assert np.nanmax(pictures) == pytest.approx(19.92)


def test_one_stream_may_break_a_few_packets_before_the_other() -> None:
    """The last second of the first part's sound lies behind the first pictures of the second, as MPEG-TS holds it."""
    pictures, sound = streams_of([Part(0.0, 8.0), Part(0.0, 6.0)])
    order = sound.order.copy()
    order[350:400] += 150
    order[400:] += 50
    late = replace(sound, order=np.sort(order))
    timeline = make_timeline([pictures, late], discontinuous=True, stated_end_s=None)
    assert on_clock(late, timeline.moves[SOUND]) == pytest.approx(np.arange(700) * BLOCK_S)
    assert on_clock(pictures, timeline.moves[PICTURES]) == pytest.approx(np.arange(350) * PICTURE_S)


BEGINS = st.floats(0, 9e4).map(lambda value: round(value, 2))
PARTS = st.lists(st.builds(Part, BEGINS, st.integers(6, 12).map(float)), min_size=1, max_size=5)


@given(PARTS)
def test_on_the_clock_time_never_goes_back_and_the_streams_stay_together(parts: list[Part]) -> None:
    _, pictures, sound = clocked(parts)
    assert (np.diff(pictures) > 0).all()
    assert (np.diff(sound) > 0).all()
    assert pictures == pytest.approx(sound[::2])


def is_jitter(before: Part, after: Part) -> bool:
    """Whether a part goes back by no more than encoders do within one: it is none of its own, and shares that time."""
    return 0 < before.begin_s + before.seconds - after.begin_s <= JITTER_S + 3 * PICTURE_S


@given(PARTS)
def test_on_the_clock_every_part_has_its_length(parts: list[Part]) -> None:
    assume(not any(is_jitter(before, after) for before, after in pairwise(parts)))
    _, pictures, _ = clocked(parts)
    seconds = sum(part.seconds for part in parts)
    assert pictures[-1] - pictures[0] + PICTURE_S >= seconds - 0.01
