"""The running clock of a file, from the packets of its indexed streams: zero, length, and what readers have to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from vindex_assets.media.clock.breaks import LEAP_S, Break, Seconds, decoding_times, find_breaks, jitter_of
from vindex_assets.media.clock.cuts import StreamTimes
from vindex_assets.media.clock.stream_clock import Shift, StreamClock
from vindex_assets.media.clock.timeline import Move, Timeline, make_timeline
from vindex_assets.media.packets import NO_PTS, Flags, PacketTable, StreamPackets, Ticks

# Formats whose time stamps may leap where parts meet, and which state no end; FFmpeg's names.
DISCONTINUOUS: Final = frozenset({"mpegts", "mpeg", "flv", "live_flv", "ogg"})
ROUNDING_S: Final = 0.005  # containers round to milliseconds, encoders to samples
MAX_EARLIER_S: Final = 1.0  # FFmpeg's start of a file may be that of subtitles, by less than a second


@dataclass(frozen=True, slots=True)
class RunningClock:
    """How a file's packets stand in time.

    Attributes:
        start_s: Container time of player time zero.
        end_s: Player second at which the last packet ends; 0 where no packet has a time.
        clocks: Of the indexed streams.
        tables: Their packets, with time stamps on the running clock.
        restarts_s: Player seconds at which further parts of the file begin.
        unplaced: Packets whose times fit nowhere.
    """

    start_s: float
    end_s: float
    clocks: tuple[StreamClock, ...]
    tables: Mapping[int, PacketTable]
    restarts_s: tuple[float, ...]
    unplaced: int


@dataclass(frozen=True, slots=True)
class StatedSpan:
    """Begin and end of a file by its header, in container seconds; the end is None where it states none."""

    begin_s: float
    end_s: float | None


def measure_clock(
    packets: Mapping[int, StreamPackets], *, container: str, start_s: float | None, stated_s: float
) -> RunningClock:
    """The running clock of a file.

    Args:
        packets: Of each indexed stream.
        container: FFmpeg's name of the format.
        start_s: Container time at which the file begins, by FFmpeg; None where it knows none.
        stated_s: Duration by the header; 0 where it states none.
    """
    discontinuous = container in DISCONTINUOUS
    begin_s = start_s or 0.0
    file = StatedSpan(begin_s, begin_s + stated_s if stated_s and not discontinuous else None)
    times = [_stream_times(each, file) for each in packets.values()]
    timeline = make_timeline(times, discontinuous=discontinuous, stated_end_s=file.end_s)
    shifts = [_in_ticks(moves, each.table.time_base) for moves, each in zip(timeline.moves, packets.values(), strict=True)]
    spans = [_span(*pair, each) for *pair, each in zip(times, timeline.moves, packets.values(), strict=True)]
    zero_s = _zero(start_s, min((begin_s for begin_s, _ in spans), default=np.inf))
    clocks = tuple(
        StreamClock(stream, _player(begin_s, zero_s), _player(end_s, zero_s), _filled_s(own), moves)
        for stream, (begin_s, end_s), own, moves in zip(packets, spans, times, shifts, strict=True)
        if np.isfinite(begin_s)
    )
    return RunningClock(
        start_s=zero_s,
        end_s=max((clock.end_s for clock in clocks), default=0.0),
        clocks=clocks,
        tables={
            stream: _shifted(each.table, own) for (stream, each), own in zip(packets.items(), shifts, strict=True)
        },
        restarts_s=tuple(round(at_s - zero_s, 3) for at_s in timeline.restarts_s),
        unplaced=timeline.unplaced,
    )


def _player(container_s: float, zero_s: float) -> float:
    return round(max(0.0, container_s - zero_s), 6)


def _filled_s(times: StreamTimes) -> float:
    """Sum of the durations of the packets that are shown."""
    return round(float((times.end_s - times.begin_s)[times.shown].sum()), 6)


def _zero(start_s: float | None, first_s: float) -> float:
    """Player time zero: where FFmpeg sees the file begin, unless something is shown before or nothing for a while."""
    if not np.isfinite(first_s):
        return start_s or 0.0
    believed = start_s is not None and first_s - MAX_EARLIER_S <= start_s <= first_s + ROUNDING_S
    return start_s if believed and start_s is not None else first_s


def _stream_times(packets: StreamPackets, file: StatedSpan) -> StreamTimes:
    table = packets.table
    pts_s, dts_s = _seconds(table, table.pts), _seconds(table, packets.dts)
    begin_s = np.where(np.isnan(pts_s), dts_s, pts_s)
    duration_s = _durations(table, packets.duration, begin_s, file)
    decoding_s = decoding_times(pts_s, dts_s)
    decoding_s = np.where(table.displayed, decoding_s, np.nan)  # an edit list may show what is around them elsewhere
    picture_s = float(np.median(duration_s)) if packets.pictures and len(duration_s) else 0.0
    breaks, strays = find_breaks(decoding_s, jitter_s=jitter_of(pts_s, dts_s, picture_s=picture_s))
    breaks, displayed = _with_discarded(breaks, table.displayed, np.where(np.isnan(dts_s), pts_s, dts_s))
    if not breaks:
        strays = sorted({*strays, *_isolated(begin_s, file)})
    fits = np.ones(len(begin_s), np.bool_)
    fits[strays] = False
    return StreamTimes(
        order=packets.order,
        decoding_s=_filled(np.where(fits, decoding_s, np.nan)),
        begin_s=begin_s,
        end_s=begin_s + duration_s,
        shown=displayed & fits & ~np.isnan(begin_s),
        breaks=tuple(breaks),
        strays=tuple(strays),
    )


def _isolated(begin_s: Seconds, file: StatedSpan) -> list[int]:
    """Packets that are shown long before or after all others, and outside what the file states: damage.

    Decoding times may be in order around them.
    """
    order = np.argsort(begin_s)[: int((~np.isnan(begin_s)).sum())]  # those without a time come last
    ordered_s = begin_s[order]
    leaps = np.flatnonzero(np.diff(ordered_s) > LEAP_S)
    if not len(leaps) or file.end_s is None:
        return []
    late = [place + 1 for place in leaps.tolist() if ordered_s[place + 1] > file.end_s + LEAP_S]
    early = [place + 1 for place in leaps.tolist() if ordered_s[place] < file.begin_s - LEAP_S]
    return [*order[: max(early, default=0)].tolist(), *order[min(late, default=len(order)) :].tolist()]


def _with_discarded(breaks: list[Break], displayed: Flags, times_s: Seconds) -> tuple[list[Break], Flags]:
    """Breaks that begin with the discarded packets right before them, and which packets are shown (see `readers`)."""
    displayed, moved = displayed.copy(), []
    for one in breaks:
        first = one.packet
        while first and not displayed[first - 1] and times_s[first - 1] < one.before_s and not one.is_leap:
            first -= 1
            displayed[first] = True
        moved.append(one if first == one.packet else Break(first, one.before_s, float(times_s[first])))
    return moved, displayed


def _seconds(table: PacketTable, ticks: Ticks) -> Seconds:
    return np.where(ticks == NO_PTS, np.nan, ticks * float(table.time_base))


def _durations(table: PacketTable, ticks: Ticks, begin_s: Seconds, file: StatedSpan) -> Seconds:
    """Durations of packets: the usual one where there is none, and where a long one goes beyond the file's end."""
    duration_s = ticks * float(table.time_base)
    usual_s = _usual_duration(duration_s, begin_s)
    absurd = (duration_s > LEAP_S) & ~(begin_s + duration_s <= (file.end_s or 0.0) + 1.0)
    return np.where((duration_s <= 0) | absurd, usual_s, duration_s)


def _usual_duration(duration_s: Seconds, begin_s: Seconds) -> float:
    """Median of the durations, else of the distances of times; 0 where there is neither."""
    known = duration_s[duration_s > 0]
    if len(known):
        return float(np.median(known))
    distances = np.diff(np.sort(begin_s[~np.isnan(begin_s)]))
    distances = distances[distances > 0]
    return float(np.median(distances)) if len(distances) else 0.0


def _filled(values: Seconds) -> Seconds:
    """Each missing value replaced by the last one before it."""
    places = np.where(np.isnan(values), 0, np.arange(len(values)))
    return values[np.maximum.accumulate(places)] if len(values) else values


def _span(times: StreamTimes, moves: list[Move], packets: StreamPackets) -> tuple[float, float]:
    """Begin and end of what is shown of a stream, on the running clock; infinite and nothing where it has no times."""
    moved = np.zeros(len(times.begin_s))
    shown = times.shown.copy()
    for place, move in enumerate(moves):
        end = moves[place + 1].packet if place + 1 < len(moves) else len(moved)
        if move.shift_s is None:
            shown[move.packet : end] = False
        else:
            moved[move.packet : end] = move.shift_s
    if not shown.any():
        return np.inf, -np.inf
    priming_s = packets.priming * float(packets.table.time_base)
    begin_s = float((times.begin_s + moved)[shown].min()) + priming_s
    return begin_s, max(begin_s, float((times.end_s + moved)[shown].max()))


def _in_ticks(moves: list[Move], time_base: Fraction) -> tuple[Shift, ...]:
    return tuple(
        Shift(move.packet, None if move.shift_s is None else round(move.shift_s / time_base)) for move in moves
    )


def _shifted(table: PacketTable, shifts: tuple[Shift, ...]) -> PacketTable:
    """A table with its time stamps on the running clock."""
    if not shifts:
        return table
    pts, displayed = table.pts.copy(), table.displayed.copy()
    for place, shift in enumerate(shifts):
        part = slice(shift.packet, shifts[place + 1].packet if place + 1 < len(shifts) else None)
        timed = pts[part] != NO_PTS
        pts[part][timed] = NO_PTS if shift.ticks is None else pts[part][timed] + shift.ticks
        displayed[part] |= shift.ticks != 0
    return PacketTable(pts, table.keyframe, displayed, table.time_base)
