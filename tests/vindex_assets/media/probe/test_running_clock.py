"""running_clock: zero, length and spans by made-up packets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.clock.stream_clock import Shift
from vindex_assets.media.packets import NO_PTS, PacketTable, StreamPackets
from vindex_assets.media.probe.running_clock import RunningClock, measure_clock

MS = Fraction(1, 1000)


def packets(
    pts: Sequence[int | None],
    *,
    dts: Sequence[int | None] | None = None,
    duration: int | Sequence[int] = 40,
    priming: int = 0,
    hidden: Sequence[int] = (),
    pictures: bool = True,
) -> StreamPackets:
    """The packets of one stream in milliseconds; those whose numbers are `hidden` are not shown."""
    count = len(pts)
    table = PacketTable(
        _stamps(pts), np.ones(count, np.bool_), ~np.isin(np.arange(count), np.array(hidden, np.int64)), MS
    )
    durations = np.full(count, duration) if isinstance(duration, int) else np.array(duration)
    order = np.arange(count, dtype=np.int64)
    return StreamPackets(table, _stamps(dts or pts), durations.astype(np.int64), order, priming, pictures)


def _stamps(values: Sequence[int | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([NO_PTS if value is None else value for value in values], np.int64)


def clock_of(
    *streams: StreamPackets, container: str = "matroska,webm", start_s: float | None = 0.0, stated_s: float = 0.0
) -> RunningClock:
    return measure_clock(dict(enumerate(streams)), container=container, start_s=start_s, stated_s=stated_s)


def every(count: int, step: int = 40, begin: int = 0) -> list[int]:
    return list(range(begin, begin + count * step, step))


def test_length_is_the_end_of_the_last_packet() -> None:
    clock = clock_of(packets(every(50)), packets(every(100, 20), duration=20, pictures=False), stated_s=9.0)
    assert (clock.start_s, clock.end_s) == (0.0, 2.0)
    assert [(one.start_s, one.end_s, one.filled_s, one.shifts) for one in clock.clocks] == [(0.0, 2.0, 2.0, ())] * 2


def test_zero_is_the_smallest_time_that_is_shown() -> None:
    """The first packet is shown after those that follow it, and FFmpeg takes its time for the begin."""
    pts = [960, *every(24), *every(76, 40, 1000)]
    clock = clock_of(packets(pts), start_s=0.96)
    assert (clock.start_s, clock.end_s) == (0.0, 4.04)
    assert clock.unplaced == 0


@pytest.mark.parametrize(
    ("first_ms", "start_s", "zero_s"),
    [
        (1500, 1.5, 1.5),
        (67, 0.0, 0.0),  # something that is not indexed begins a little earlier
        (3000, 0.0, 3.0),  # nothing is shown for a long time
        (-2, 0.0, 0.0),  # rounding
        (-100, 0.0, -0.1),
        (700, None, 0.7),
    ],
)
def test_ffmpegs_begin_is_believed_where_it_is_near(first_ms: int, start_s: float | None, zero_s: float) -> None:
    assert clock_of(packets(every(50, 40, first_ms)), start_s=start_s).start_s == pytest.approx(zero_s)


def test_priming_of_the_sound_moves_nothing() -> None:
    sound = packets(every(100, 20, -20), duration=20, priming=20, pictures=False)
    clock = clock_of(packets(every(50)), sound)
    assert (clock.start_s, clock.clocks[1].start_s) == (0.0, 0.0)


def test_hidden_packets_do_not_count() -> None:
    clock = clock_of(packets(every(60, 40, -400), hidden=range(10)))
    assert (clock.start_s, clock.end_s, clock.clocks[0].filled_s) == (0.0, 2.0, 2.0)


def test_without_durations_a_packet_lasts_as_long_as_usual() -> None:
    assert clock_of(packets(every(50), duration=0)).end_s == 2.0


def test_a_last_picture_may_stand_long_where_the_file_says_so() -> None:
    last_stands = [*[40] * 49, 60_000]
    assert clock_of(packets(every(50), duration=last_stands), stated_s=61.96).end_s == pytest.approx(61.96)
    assert clock_of(packets(every(50), duration=last_stands), stated_s=2.0).end_s == 2.0


def test_decoding_times_stand_in_for_missing_presentation_times() -> None:
    assert clock_of(packets([None] * 50, dts=every(50))).end_s == 2.0


def test_without_any_times_there_is_no_clock() -> None:
    clock = clock_of(packets([None] * 50))
    assert (clock.clocks, clock.end_s) == ((), 0.0)


def test_a_wild_presentation_time_beyond_the_stated_end_is_left_out() -> None:
    pts = every(50)
    pts[20] = 900_000
    clock = clock_of(packets(pts, dts=[value - 80 for value in every(50)]), stated_s=2.0)
    assert (clock.end_s, clock.unplaced) == (2.0, 1)
    assert clock.clocks[0].shifts == (Shift(0, 0), Shift(20, None), Shift(21, 0))
    assert clock.tables[0].pts[20] == NO_PTS


def test_a_wild_presentation_time_before_the_begin_is_left_out() -> None:
    pts = every(50)
    pts[20] = -900_000
    clock = clock_of(packets(pts, dts=[value - 80 for value in every(50)]), stated_s=2.0)
    assert (clock.start_s, clock.end_s, clock.unplaced) == (0.0, 2.0, 1)


def test_tables_are_on_the_running_clock() -> None:
    clock = clock_of(packets([*every(50, 40, 5000), *every(50)]), start_s=5.0, container="mpegts")
    assert clock.tables[0].pts.tolist() == every(100, 40, 5000)
    assert clock.clocks[0].shifts == (Shift(0, 0), Shift(50, 7000))
    assert (clock.restarts_s, clock.end_s) == ((2.0,), 4.0)


def test_packets_that_ffmpeg_discards_because_times_go_back_are_shown() -> None:
    """In fragmented MP4 it marks the whole fragment with which times go back."""
    clock = clock_of(packets([*every(50), *every(50)], hidden=range(50, 60)), container="mov,mp4,m4a,3gp,3g2,mj2")
    assert clock.tables[0].displayed.all()
    assert (clock.clocks[0].shifts[1], clock.end_s) == (Shift(50, 2000), 4.0)


def test_packets_that_an_edit_list_discards_between_two_edits_stay_hidden() -> None:
    pts = [*every(50), *every(20, 40, 1200), *every(30, 40, 2000)]
    clock = clock_of(packets(pts, hidden=range(50, 70)), container="mov,mp4,m4a,3gp,3g2,mj2", stated_s=3.2)
    assert (clock.clocks[0].shifts, clock.end_s) == ((), 3.2)
    assert not clock.tables[0].displayed[50:70].any()


@pytest.mark.parametrize("stated_s", [0.0, 3.0, 400.0])
def test_slides_that_stand_for_minutes_are_kept_whatever_the_file_states(stated_s: float) -> None:
    clock = clock_of(packets([0, 1000, 31_000, 32_000, 95_000, 300_000, 301_000]), stated_s=stated_s)
    assert (clock.end_s, clock.unplaced, clock.restarts_s) == (301.04, 0, ())


TICKS = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-90_000, 90_000) | st.none()


@given(
    pictures=st.lists(st.tuples(TICKS, TICKS), max_size=30),
    sound=st.lists(st.tuples(TICKS, TICKS), max_size=30),
    duration=st.integers(0, (1 << 62)),
    container=st.sampled_from(["mpegts", "matroska,webm"]),
)
def test_whatever_a_hostile_file_says_there_is_a_clock(
    pictures: list[tuple[int | None, int | None]],
    sound: list[tuple[int | None, int | None]],
    duration: int,
    container: str,
) -> None:
    streams = [
        packets([pts for pts, _ in each], dts=[dts for _, dts in each], duration=duration) for each in (pictures, sound)
    ]
    clock = clock_of(*streams, container=container, start_s=0.0, stated_s=5.0)
    assert 0 <= clock.end_s < float("inf")
    assert all(0 <= one.start_s <= one.end_s <= clock.end_s for one in clock.clocks)
