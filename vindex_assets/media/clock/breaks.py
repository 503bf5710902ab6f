"""Where the time stamps of one stream break off: they go back for good, or leap forward; and stamps that fit nowhere.

    packet     0 1 2 3 4 5 6 7   8 9 ...
    time       0 1 2 9 3 4 5 6 | 0 1 ...      9: a stray; |: a break

Times within the jitter of the latest one so far follow it. Pictures without decoding times are in the file in decoding
order: they follow, too, where one of the last ones is shown before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

JITTER_S: Final = 0.5  # encoders and muxers put time stamps back by less than that
LEAP_S: Final = 10.0  # a longer pause between two packets of a stream is looked at
MAX_STRAYS: Final = 2  # so many packets with other times in a row are damage, more are a part of the film
FROZEN: Final = 4  # packets with one time; codecs with hidden pictures have two
REORDERED: Final = 33  # pictures: in H.266 with groups of 32, a picture is shown before so many that precede it

Seconds = npt.NDArray[np.float64]  # NaN where there is no time stamp


@dataclass(frozen=True, slots=True)
class Break:
    """Times break off: number of the first packet after it, latest time before it, time after it."""

    packet: int
    before_s: float
    after_s: float

    @property
    def is_leap(self) -> bool:
        """Whether time leaps forward."""
        return self.after_s > self.before_s


def is_ordered(pts_s: Seconds, dts_s: Seconds) -> bool:
    """Whether every packet has a decoding time, and these are not just copies of the presentation times."""
    timed = ~np.isnan(pts_s)
    return not np.isnan(dts_s).any() and bool((pts_s[timed] != dts_s[timed]).any())


def decoding_times(pts_s: Seconds, dts_s: Seconds) -> Seconds:
    """The times that ascend in file order: decoding times where every packet has one, else presentation times."""
    return pts_s if np.isnan(dts_s).any() else dts_s


def find_breaks(times_s: Seconds, *, jitter_s: float, reordered: bool = False) -> tuple[list[Break], list[int]]:
    """The breaks in the times of a stream, and the numbers of its stray packets, each in order.

    Args:
        times_s: In file order.
        jitter_s: Seconds by which they may go back inside one part.
        reordered: Whether they are presentation times of pictures, in decoding order.
    """
    timed = np.flatnonzero(~np.isnan(times_s))
    frozen = timed[_frozen(times_s[timed])]
    timed = np.setdiff1d(timed, frozen)
    values = times_s[timed]
    if len(values) == 0 or _is_unbroken(values, jitter_s):
        return [], frozen.tolist()
    walk = _Walk(values.tolist(), jitter_s, REORDERED if reordered else 0)
    walk.run()
    breaks = [Break(int(timed[one.packet]), one.before_s, one.after_s) for one in walk.breaks]
    return breaks, sorted([*frozen.tolist(), *(int(timed[place]) for place in walk.strays)])


def _frozen(values: Seconds) -> npt.NDArray[np.bool_]:
    """Which packets repeat the time of the one before them, many in a row: FFmpeg knows no time for them."""
    repeats = np.zeros(len(values), np.bool_)
    repeats[1:] = values[1:] == values[:-1]
    run = np.cumsum(~repeats)
    return repeats & (np.bincount(run, minlength=1)[run] > FROZEN)


def _is_unbroken(values: Seconds, jitter_s: float) -> bool:
    latest = np.maximum.accumulate(values)
    return bool((values >= latest - jitter_s).all() and (np.diff(latest) <= LEAP_S).all())


class _Walk:
    """From packet to packet; `_latest` holds the latest time after each packet of the part so far."""

    def __init__(self, values: list[float], jitter_s: float, reordered: int) -> None:
        self.breaks: list[Break] = []
        self.strays: list[int] = []
        self._values = values
        self._jitter_s = jitter_s
        self._reordered = reordered
        self._part: list[int] = []  # the last packets of this part that are no strays
        self._latest: list[float] = []

    def run(self) -> None:
        """Look at every packet once."""
        place = 0
        while place < len(self._values):
            if not self._latest or self._follows(self._values[place], self._latest[-1]):
                self._append(place)
                place += 1
            elif strays := self._strays_ahead(place):
                self.strays.extend(range(place, place + strays))
                place += strays
            else:
                self._break(place)
                place += 1

    def _break(self, place: int) -> None:
        """The packet does not follow: because of strays before it, or because times break off."""
        behind = self._strays_behind(self._values[place])
        if behind:
            strays = self._part[-behind:]
            self.strays.extend(strays)
            self.breaks = [one for one in self.breaks if one.packet not in strays]
            del self._part[-behind:], self._latest[-behind:]
        else:
            self.breaks.append(Break(place, self._latest[-1], self._values[place]))
            if not self.breaks[-1].is_leap:  # pictures that are shown before one far ahead may still come
                self._part, self._latest = [], []
        self._append(place)

    def _append(self, place: int) -> None:
        value = self._values[place]
        self._part.append(place)
        self._latest.append(max(self._latest[-1], value) if self._latest else value)

    def _follows(self, value: float, latest: float) -> bool:
        if value < latest - self._jitter_s:
            return any(self._values[place] <= value for place in self._part[-self._reordered :][: self._reordered])
        return value <= latest + LEAP_S

    def _strays_ahead(self, place: int) -> int:
        """How many packets from this one on are strays, because the one after them follows; 0 for none."""
        if self._is_reached(place):
            return 0
        for count in range(1, MAX_STRAYS + 1):
            after = self._values[place + count : place + count + 1]
            if after and self._follows(after[0], self._latest[-1]):
                return count
        return 0

    def _is_reached(self, place: int) -> bool:
        """Whether a picture far ahead has only come before those that are shown before it."""
        following = self._values[place + 1 : place + 1 + self._reordered]
        return any(value >= self._values[place] - LEAP_S for value in following)

    def _strays_behind(self, value: float) -> int:
        """How many packets before this one are strays, because it follows those before them; 0 for none."""
        if value > self._latest[-1]:
            return 0
        for count in range(1, min(MAX_STRAYS, len(self._part)) + 1):
            first = count == len(self._part) and not self.breaks  # of the file: nothing is before them
            if first or (count < len(self._part) and self._is_back(value, count)):
                return count
        return 0

    def _is_back(self, value: float, count: int) -> bool:
        """Whether time leapt before the last `count` packets and is back now."""
        before, leapt = self._latest[-1 - count], self._latest[-count]
        return leapt - before > self._jitter_s and self._follows(value, before)
