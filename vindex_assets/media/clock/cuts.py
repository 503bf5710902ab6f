"""Where a file falls into parts: the breaks of its streams, matched by their places in the file.

    file order     V V A V A A V | V A | A V V A V        V: pictures, A: sound
    pictures       0 1   2     3   0       1 2   3        a break each, a few packets apart: one cut
    sound              0   1 2       3   0     1

A stream that breaks while the other goes on is moved alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.clock.breaks import LEAP_S, MAX_STRAYS, Break, Seconds

NEAR_S: Final = 5.0  # film between the places at which pictures and sound break, at most: clusters of MKV hold as much
ALONE_LEAP_S: Final = 3600.0  # a longer pause is damage, unless something else in the file lasts as long

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StreamTimes:
    """The packets of one stream in file order, in seconds; the arrays have the same length.

    Attributes:
        order: Number of each packet among those of all indexed streams.
        decoding_s: Ascending but for breaks; a packet without a time has that of the one before it.
        begin_s: Presentation time, NaN where there is none.
        end_s: End of presentation, likewise.
        shown: Packets that are presented and have a time that fits.
        breaks: Of `decoding_s`.
        strays: Numbers of the packets whose times fit nowhere.
    """

    order: Numbers
    decoding_s: Seconds
    begin_s: Seconds
    end_s: Seconds
    shown: Flags
    breaks: tuple[Break, ...] = ()
    strays: tuple[int, ...] = ()

    def place(self, order: int) -> int:
        """Number of the stream's first packet at or after a place in the file."""
        return int(np.searchsorted(self.order, order))

    def time_before(self, order: int) -> float:
        """Time of the stream's last packet before a place in the file; NaN before the first one."""
        place = self.place(order)
        return float(self.decoding_s[place - 1]) if place else float("nan")


@dataclass(frozen=True, slots=True)
class Cut:
    """A place in the file at which one or more streams break: by number of the stream, the break."""

    order: int
    breaks: dict[int, Break]


def find_cuts(
    streams: Sequence[StreamTimes], *, discontinuous: bool, stated_end_s: float | None
) -> tuple[list[Cut], list[Cut]]:
    """The cuts between the parts of a file, and the breaks of streams that are to be moved alone; in file order.

    Args:
        streams: The indexed streams.
        discontinuous: Whether the format's time stamps may leap where parts meet (MPEG, FLV, Ogg).
        stated_end_s: End of the file by its header; None where it states none.
    """
    parts: list[Cut] = []
    alone: list[Cut] = []
    for cut in _grouped(streams):
        if len(cut.breaks) < len(streams) or len(streams) == 1:
            _sort_single(streams, cut, stated_end_s, parts=parts, alone=alone)
        elif discontinuous or not all(one.is_leap for one in cut.breaks.values()):
            parts.append(cut)
    return parts, alone


def _sort_single(
    streams: Sequence[StreamTimes], cut: Cut, stated_end_s: float | None, *, parts: list[Cut], alone: list[Cut]
) -> None:
    """Add the break of one stream to the cuts between parts, to those of a stream alone, or to neither: a pause."""
    number, one = next(iter(cut.breaks.items()))
    if one.is_leap and _is_plausible(streams, number, one, stated_end_s):
        return
    goes_on = any(_goes_on(streams, number, one, other) for other in range(len(streams)) if other != number)
    few = one.is_leap and len(streams[number].order) - one.packet <= MAX_STRAYS  # the end of the file is damaged
    (alone if goes_on or few else parts).append(cut)


def _grouped(streams: Sequence[StreamTimes]) -> list[Cut]:
    """The breaks of all streams in file order, each with the one of the other stream that lies next to it."""
    every = sorted(
        (int(times.order[one.packet]), number, one) for number, times in enumerate(streams) for one in times.breaks
    )
    cuts: list[Cut] = []
    for place, (order, number, one) in enumerate(every):
        follows = _nearest(every, place) == place - 1 and _nearest(every, place - 1) == place
        if follows and _is_near(streams, cuts[-1], order):
            cuts[-1].breaks[number] = one
        else:
            cuts.append(Cut(order, {number: one}))
    return cuts


def _nearest(every: Sequence[tuple[int, int, Break]], place: int) -> int | None:
    """Place of the break of another stream that is nearest in the file; breaks are in file order."""
    order, number, _ = every[place]
    before = next((at for at in range(place - 1, -1, -1) if every[at][1] != number), None)
    after = next((at for at in range(place + 1, len(every)) if every[at][1] != number), None)
    found = [at for at in (before, after) if at is not None]
    return min(found, key=lambda at: abs(every[at][0] - order), default=None)


def _is_near(streams: Sequence[StreamTimes], cut: Cut, order: int) -> bool:
    """Whether little film lies between a cut and a place after it."""
    for number, times in enumerate(streams):
        one = cut.breaks.get(number)
        begin_s = one.after_s if one else times.time_before(cut.order)
        if times.time_before(order) - begin_s > NEAR_S:
            return False
    return True


def _goes_on(streams: Sequence[StreamTimes], number: int, one: Break, other: int) -> bool:
    """Whether another stream has packets right before and right after a break, and none of its own between them."""
    breaking, times = streams[number], streams[other]
    place = times.place(int(breaking.order[one.packet]))
    if place in {0, len(times.order)} or any(own.packet == place for own in times.breaks):
        return False
    before_s = one.before_s - breaking.time_before(int(times.order[place - 1]) + 1)
    after_s = breaking.time_before(int(times.order[place]) + 1) - one.after_s
    return max(before_s, after_s) <= NEAR_S


def _is_plausible(streams: Sequence[StreamTimes], number: int, one: Break, stated_end_s: float | None) -> bool:
    """Whether a leap ends where something else in the file says that there still is film."""
    ends_s = [float(np.nanmax(times.decoding_s)) for times in _others(streams, number)]
    ends_s += [one.before_s + ALONE_LEAP_S, stated_end_s or 0.0]
    return one.after_s <= max(ends_s) + LEAP_S


def _others(streams: Sequence[StreamTimes], number: int) -> list[StreamTimes]:
    return [
        times
        for other, times in enumerate(streams)
        if other != number and len(times.order) and not np.isnan(times.decoding_s).all()
    ]
