"""The packets of a stream as times in seconds: which of them count, how long each lasts, where they break off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vindex_assets.media.clock.breaks import (
    JITTER_S,
    LEAP_S,
    REORDERED,
    Break,
    Seconds,
    decoding_times,
    find_breaks,
    is_ordered,
)
from vindex_assets.media.clock.cuts import StreamTimes
from vindex_assets.media.clock.stream_clock import LARGEST
from vindex_assets.media.packets import Flags, PacketTable, StreamPackets, Ticks


@dataclass(frozen=True, slots=True)
class StatedSpan:
    """Begin and end of a file by its header, in container seconds; the end is None where it states none."""

    begin_s: float
    end_s: float | None


def stream_times(packets: StreamPackets, file: StatedSpan) -> StreamTimes:
    """The packets of a stream in seconds, with the places at which they break off."""
    table = packets.table
    pts_s, dts_s = _seconds(table, table.pts), _seconds(table, packets.dts)
    begin_s = np.where(np.isnan(pts_s), dts_s, pts_s)
    duration_s = _durations(table, packets.duration, begin_s, file)
    decoding_s = decoding_times(pts_s, dts_s)
    decoding_s = np.where(table.displayed, decoding_s, np.nan)  # an edit list may show what is around them elsewhere
    reordered = packets.pictures and not is_ordered(pts_s, dts_s)
    jitter_s = max(JITTER_S, REORDERED * _usual_duration(duration_s, begin_s)) if reordered else JITTER_S
    breaks, strays = find_breaks(decoding_s, jitter_s=jitter_s, reordered=reordered)
    breaks, displayed = _with_discarded(breaks, table.displayed, np.where(np.isnan(dts_s), pts_s, dts_s))
    if not breaks:
        strays = sorted({*strays, *_isolated(begin_s, dts_s, file)})
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


def _isolated(begin_s: Seconds, dts_s: Seconds, file: StatedSpan) -> list[int]:
    """Packets that are shown long before or after all others, outside what the file states, and not when decoded."""
    order = np.argsort(begin_s)[: int((~np.isnan(begin_s)).sum())]  # those without a time come last
    ordered_s = begin_s[order]
    leaps = np.flatnonzero(np.diff(ordered_s) > LEAP_S)
    if not len(leaps) or file.end_s is None:
        return []
    late = [place + 1 for place in leaps.tolist() if ordered_s[place + 1] > file.end_s + LEAP_S]
    early = [place + 1 for place in leaps.tolist() if ordered_s[place] < file.begin_s - LEAP_S]
    outside = np.concatenate([order[: max(early, default=0)], order[min(late, default=len(order)) :]])
    return [int(packet) for packet in outside if abs(begin_s[packet] - dts_s[packet]) > LEAP_S]


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
    """Seconds of time stamps; NaN where there is none, or one that damage has made too large to be moved."""
    return np.where((ticks > LARGEST) | (ticks < -LARGEST), np.nan, ticks * float(table.time_base))


def _durations(table: PacketTable, ticks: Ticks, begin_s: Seconds, file: StatedSpan) -> Seconds:
    """Durations of packets: the usual one where there is none, and where a long one goes beyond the file's end."""
    duration_s: Seconds = np.asarray(ticks * float(table.time_base), np.float64)
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
