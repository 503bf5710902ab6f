"""Whether what was decoded covers the packets of a stream; what does not is a loss, and is said.

A decoder may drop pictures without an error. So the times that came out are compared with those of the packets, but
only around pauses: most films have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vindex_assets.media.clock.breaks import Seconds
from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.clock.stream_clock import StreamClock
from vindex_search.contract.notes import Note, NoteCode

PAUSE_S: Final = 1.0  # frames are kept twice a second: a shorter pause can cost one of them at most
EDGE_S: Final = 0.3  # frames are looked at eight times a second; twice that, and rounding
LOST_SOUND_S: Final = 0.25  # a short word
MISSING_SOUND_S: Final = 1.0  # without an error of the decoder: durations of packets are not exact in all formats
MISSING_SOUND_SHARE: Final = 0.01

Span = tuple[float, float]


@dataclass(slots=True)
class Pauses:
    """Collects the pauses between the frames that come out of a decoder; times in player seconds."""

    found: list[Span] = field(default_factory=list)
    last_s: float = 0.0

    def reach(self, time_s: float) -> None:
        """A frame of that time has come out."""
        if time_s - self.last_s > PAUSE_S:
            self.found.append((self.last_s, time_s))
        self.last_s = max(self.last_s, time_s)

    def until(self, end_s: float) -> list[Span]:
        """All pauses of a stream that ends at `end_s`."""
        return [*self.found, *([(self.last_s, end_s)] if end_s - self.last_s > PAUSE_S else [])]


def frames_note(losses: Losses, pauses: list[Span], packet_times: Callable[[], Seconds]) -> Note | None:
    """The note that pictures are missing; None where none is.

    Args:
        losses: Of the decoder.
        pauses: Between its frames, the one before the end included.
        packet_times: Player seconds of all pictures that should have come out, asked only where there are pauses.
    """
    missing = 0
    spans: list[tuple[float | None, float | None]] = [] if losses.start_s is None else [(losses.start_s, losses.end_s)]
    times_s = packet_times() if pauses else np.zeros(0)
    for begin_s, end_s in pauses:
        inside = int(((times_s > begin_s + EDGE_S) & (times_s < end_s - EDGE_S)).sum())
        if inside:
            missing += inside
            spans.append((begin_s, end_s))
    if not spans:
        return None
    return _note("frames_lost", f"{_counted(max(missing, losses.count), 'picture')} damaged or missing", spans)


def sound_note(losses: Losses, clock: StreamClock, *, decoded_s: float, written_s: float) -> Note | None:
    """The note that sound is missing; None where none is.

    Args:
        losses: Of the decoder.
        clock: Of the sound track.
        decoded_s: Seconds of sound that came out of the decoder.
        written_s: Player second at which it ends.
    """
    missing_s = clock.filled_s - decoded_s
    allowed_s = max(MISSING_SOUND_S, MISSING_SOUND_SHARE * clock.filled_s)
    ends_early = clock.end_s - written_s > LOST_SOUND_S
    spans: list[tuple[float | None, float | None]] = [(written_s, clock.end_s)] if ends_early else []
    if losses.start_s is not None and missing_s > LOST_SOUND_S:
        spans.append((losses.start_s, losses.end_s))
    elif max(missing_s, clock.end_s - written_s) <= allowed_s:
        return None
    return _note("sound_lost", f"{max(missing_s, clock.end_s - written_s):.1f} s of sound damaged or missing", spans)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _note(code: NoteCode, text: str, spans: Sequence[tuple[float | None, float | None]]) -> Note:
    """A note with the range from the first begin to the last end of some spans."""
    begins_s = [begin_s for begin_s, _ in spans if begin_s is not None]
    ends_s = [end_s for _, end_s in spans if end_s is not None]
    if not begins_s or not ends_s:
        return Note(code, text)
    begin_s, end_s = min(begins_s), max(ends_s)
    return Note(code, f"{text}, between {begin_s:.1f} and {end_s:.1f} s", round(begin_s, 3), round(end_s, 3))
