"""Notes on the running clock of a file: parts that begin anew, packets without a place."""

from __future__ import annotations

from collections.abc import Iterator

from vindex_assets.media.probe.running_clock import RunningClock
from vindex_search.contract.notes import Note


def clock_notes(clock: RunningClock) -> Iterator[Note]:
    """What had to be done about the time stamps of a file, or could not be done."""
    if clock.restarts_s:
        yield Note("times_restarted", _restarts(clock.restarts_s), start_s=clock.restarts_s[0])
    if clock.unplaced:
        packets = sum(len(table.pts) for table in clock.tables.values())
        have = "has a time stamp that fits" if clock.unplaced == 1 else "have time stamps that fit"
        left = "is left out" if clock.unplaced == 1 else "are left out"
        yield Note("packets_unplaced", f"{clock.unplaced} of {packets} packets {have} nowhere and {left}")


def _restarts(restarts_s: tuple[float, ...]) -> str:
    times = "once, at" if len(restarts_s) == 1 else f"{len(restarts_s)} times, first at"
    return f"the time stamps begin anew {times} {restarts_s[0]:.1f} s; what follows is put after what was before"
