"""The timeline of a file: by how much the packets of each stream are moved, so that one clock runs through all parts.

A part begins where the one before it ended, its pictures and its sound keeping their offset to each other:

    as in the file   pictures  10 11 12 13 | 0 1 2        sound  10 11 12 13 14 | 0 1 2
    on the clock               10 11 12 13   15 16 17            10 11 12 13 14   15 16 17
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from vindex_assets.media.clock.breaks import MAX_STRAYS, Seconds
from vindex_assets.media.clock.cuts import Cut, StreamTimes, find_cuts

INTERLEAVING_S: Final = 1.0  # pictures and sound of one moment lie less far apart in a file


@dataclass(frozen=True, slots=True)
class Move:
    """From a packet of a stream on, time is moved by `shift_s`; None: the times fit nowhere."""

    packet: int
    shift_s: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a file needs for one running clock.

    Attributes:
        moves: Of each stream, in order of packets; empty where its times are right as they are.
        restarts_s: Time on the clock at which each further part of the file, or of a stream alone, begins.
        unplaced: Packets whose times fit nowhere.
    """

    moves: list[list[Move]]
    restarts_s: list[float] = field(default_factory=list)
    unplaced: int = 0


def make_timeline(streams: Sequence[StreamTimes], *, discontinuous: bool, stated_end_s: float | None) -> Timeline:
    """The timeline of a file; see `find_cuts` for the arguments."""
    parts, alone = find_cuts(streams, discontinuous=discontinuous, stated_end_s=stated_end_s)
    clock = _Clock(streams, alone)
    places = [*_part_places(streams, parts), [len(times.order) for times in streams]]
    for begins, ends in pairwise(places):
        clock.add_part(begins, ends)
    moves = [_with_strays(moves, strays) for moves, strays in zip(clock.moves, clock.strays, strict=True)]
    return Timeline(moves, clock.restarts_s, sum(map(len, clock.strays)))


def _part_places(streams: Sequence[StreamTimes], parts: Sequence[Cut]) -> list[list[int]]:
    """For each part, the number of its first packet in each stream."""
    places = [[0] * len(streams)]
    for cut in parts:
        own = [cut.breaks[n].packet if n in cut.breaks else times.place(cut.order) for n, times in enumerate(streams)]
        places.append([max(place, before) for place, before in zip(own, places[-1], strict=True)])
    return places


class _Clock:
    """Places one part after the other; `_ends_s` holds where each stream has ended so far."""

    def __init__(self, streams: Sequence[StreamTimes], alone: Sequence[Cut]) -> None:
        self.moves: list[list[Move]] = [[] for _ in streams]
        self.strays: list[set[int]] = [set(times.strays) for times in streams]
        self.restarts_s: list[float] = []
        self._streams = streams
        self._alone = [{cut.breaks[n].packet: cut for cut in alone if n in cut.breaks} for n in range(len(streams))]
        self._ends_s: list[float] = [float("-inf")] * len(streams)
        self._shift_s = 0.0

    def add_part(self, begins: list[int], ends: list[int]) -> None:
        """Place the packets of one part, given by the range of their numbers in each stream."""
        breaks = [
            [place for place in self._alone[n] if begin < place < end]
            for n, (begin, end) in enumerate(zip(begins, ends, strict=True))
        ]
        heads = [(begin, min([*own, end])) for begin, end, own in zip(begins, ends, breaks, strict=True)]
        self._begin_part(heads)
        for number, (begin, end) in enumerate(heads):
            self._place(number, begin, end, self._shift_s)
        for number, own in enumerate(breaks):
            for begin, end in pairwise([*own, ends[number]]):
                self._place_alone(number, begin, end)

    def _begin_part(self, heads: Sequence[tuple[int, int]]) -> None:
        """Choose the shift with which this part begins where the one before it ended; the first one stays as it is."""
        begins_s = [_first(self._streams[n].begin_s, self._streams[n], *head) for n, head in enumerate(heads)]
        begin_s, end_s = min(begins_s), max(self._ends_s)
        if np.isfinite(begin_s) and np.isfinite(end_s):
            self._shift_s = end_s - begin_s
            self.restarts_s.append(end_s)

    def _place(self, number: int, begin: int, end: int, shift_s: float) -> None:
        times = self._streams[number]
        if begin < end:
            self.moves[number].append(Move(begin, shift_s))
            self._ends_s[number] = max(self._ends_s[number], _last(times.end_s, times, begin, end) + shift_s)

    def _place_alone(self, number: int, begin: int, end: int) -> None:
        """Place packets of a stream that broke while the other went on: where the other is, or where it ended."""
        times, cut = self._streams[number], self._alone[number][begin]
        begin_s = _first(times.begin_s, times, begin, end)
        if (cut.breaks[number].is_leap and end - begin <= MAX_STRAYS) or not np.isfinite(begin_s):
            self.strays[number].update(range(begin, end))
            return
        own_s = self._ends_s[number]
        others_s = [other.time_before(cut.order) for n, other in enumerate(self._streams) if n != number]
        other_s = max(others_s, default=own_s) + self._shift_s
        target_s = own_s if abs(other_s - own_s) <= INTERLEAVING_S else max(own_s, other_s)
        self.restarts_s.append(target_s)
        self._place(number, begin, end, target_s - begin_s)


def _first(begin_s: Seconds, times: StreamTimes, begin: int, end: int) -> float:
    """Smallest time of the shown packets in a range; infinite where there is none."""
    return float(np.min(begin_s[begin:end][times.shown[begin:end]], initial=np.inf))


def _last(end_s: Seconds, times: StreamTimes, begin: int, end: int) -> float:
    return float(np.max(end_s[begin:end][times.shown[begin:end]], initial=-np.inf))


def _with_strays(moves: Sequence[Move], strays: set[int]) -> list[Move]:
    """Moves in which each stray fits nowhere, and the packet after it goes on as before; none where none is needed."""
    if not strays and all(not move.shift_s for move in moves):
        return []
    events = {move.packet: move.shift_s for move in moves}
    ordered, current = sorted({*events, *strays, *(stray + 1 for stray in strays)}), 0.0
    result: list[Move] = []
    for packet in ordered:
        current = events.get(packet, current) or 0.0
        shift_s = None if packet in strays else current
        if not result or result[-1].shift_s != shift_s:
            result.append(Move(packet, shift_s))
    return result
