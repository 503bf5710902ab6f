"""The running clock of a file, from the packets of its indexed streams: zero, length, and what readers have to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from vindex_assets.media.clock.cuts import StreamTimes
from vindex_assets.media.clock.stream_clock import LARGEST, Shift, StreamClock
from vindex_assets.media.clock.timeline import Move, make_timeline
from vindex_assets.media.packets import NO_PTS, PacketTable, StreamPackets
from vindex_assets.media.probe.stream_times import StatedSpan, stream_times

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
    times = [stream_times(each, file) for each in packets.values()]
    timeline = make_timeline(times, discontinuous=discontinuous, stated_end_s=file.end_s)
    bases = [each.table.time_base for each in packets.values()]
    shifts = [_in_ticks(moves, time_base) for moves, time_base in zip(timeline.moves, bases, strict=True)]
    spans = [
        _span(own, moves, float(each.priming * each.table.time_base))
        for own, moves, each in zip(times, timeline.moves, packets.values(), strict=True)
    ]
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
        tables={stream: _shifted(each.table, own) for (stream, each), own in zip(packets.items(), shifts, strict=True)},
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


def _span(times: StreamTimes, moves: list[Move], priming_s: float) -> tuple[float, float]:
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
    begin_s = float((times.begin_s + moved)[shown].min()) + priming_s
    return begin_s, max(begin_s, float((times.end_s + moved)[shown].max()))


def _in_ticks(moves: list[Move], time_base: Fraction) -> tuple[Shift, ...]:
    return tuple(Shift(move.packet, _ticks(move.shift_s, time_base)) for move in moves)


def _ticks(shift_s: float | None, time_base: Fraction) -> int | None:
    ticks = None if shift_s is None else round(shift_s / time_base)
    return None if ticks is None or abs(ticks) > LARGEST else ticks


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
