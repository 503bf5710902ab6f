"""An edit decision list in the format of the CMX 3600, which every editing program reads: one event a moment.

    001  AX       AA/V  C        00:00:03:17 00:00:09:17 01:00:00:00 01:00:06:00
    * FROM CLIP NAME: tides.mp4

In the file: from frame to before frame of the source, counted from its first one, then on the timeline. The format
states no frame rate: whether it drops frames, and a comment. All of it is in one rate, that of the first video; a
video of another rate is counted in it, and a comment says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from vindex_search.common.text import visible
from vindex_search.markers.marker import Event, Marker, Source, events, name_of, rate_of
from vindex_search.markers.rates import drops_frames, timeline_rate
from vindex_search.markers.timecode import to_timecode

FIRST_HOUR_S: Final = 3600  # where timelines begin by custom, so that something fits before them
REEL: Final = "AX"  # "auxiliary": the source is a file, and its name is in a comment
TITLE_LENGTH: Final = 70
COMMENT_LENGTH: Final = 200


def to_edl(title: str, markers: Sequence[Marker]) -> str:
    """The list, with line ends as the format has them."""
    rate = rate_of(markers)
    lines = [*header(title, rate), *(line for event in events(markers, rate) for line in _event(event, rate))]
    return "\r\n".join(lines) + "\r\n"


def header(title: str, rate: Fraction) -> list[str]:
    """Title and how frames are counted."""
    count = "DROP FRAME" if drops_frames(rate) else "NON-DROP FRAME"
    return [f"TITLE: {one_line(title, TITLE_LENGTH)}", f"FCM: {count}", ""]


def first_frame(rate: Fraction) -> int:
    """The frame with the timecode 01:00:00:00."""
    base = round(rate) * FIRST_HOUR_S
    return base - (round(rate) // 15 * 54 if drops_frames(rate) else 0)


def one_line(text: str, limit: int) -> str:
    """Text of a film or a question as part of a line: it may have line ends, which would end the comment."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= limit else f"{shown[: limit - 1].rstrip()}…"


def tracks(source: Source) -> str:
    """Which tracks an event takes: picture and both sound channels, or one of them."""
    return "AA/V" if source.fps and source.has_sound else "V" if source.fps else "AA"


def _event(event: Event, rate: Fraction) -> Iterator[str]:
    at = first_frame(rate) + event.at
    frames = (event.start, event.end, at, at + event.length)
    times = " ".join(to_timecode(frame, rate) for frame in frames)
    source = event.marker.source
    yield f"{event.number:03}  {REEL:<8} {tracks(source):<5} C        {times}"
    yield f"* FROM CLIP NAME: {one_line(source.file_name, COMMENT_LENGTH)}"
    yield f"* COMMENT: {one_line(name_of(event.marker, COMMENT_LENGTH), COMMENT_LENGTH)}"
    if event.number == 1:  # readers take no comment before the first event
        yield f"* FRAME RATE: {float(rate):.3f}"
    if own := _other_rate(source, rate):
        yield f"* SOURCE RATE: {own}"


def _other_rate(source: Source, rate: Fraction) -> str:
    if source.variable:
        return f"variable, about {source.fps:.3f}"
    return f"{source.fps:.3f}" if source.fps and timeline_rate(source.fps) != rate else ""
