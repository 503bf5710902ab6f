"""Markers of a timeline as DaVinci Resolve imports them ("Timeline markers from EDL"): name, colour and length.

    001  001      V     C        01:00:07:08 01:00:07:09 01:00:07:08 01:00:07:09
     |C:ResolveColorBlue |M:The tide turns twice a day. |D:150

Of one video the markers are where they are in it: its timeline begins with its first frame. Of several they are where
the EDL of the same answer has them, so that both fit together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from vindex_search.markers.cmx3600 import first_frame, header, one_line
from vindex_search.markers.marker import Event, Marker, events, name_of, rate_of
from vindex_search.markers.timecode import to_timecode

SURE: Final = 0.8  # eight of ten are right: green
LIKELY: Final = 0.5
NAME_LENGTH: Final = 80


def to_resolve(title: str, markers: Sequence[Marker]) -> str:
    """The markers, with line ends as the format has them."""
    rate = rate_of(markers)
    in_one = len({marker.source.video_id for marker in markers}) == 1
    lines = (line for event in events(markers, rate) for line in _event(event, rate, in_one=in_one))
    return "\r\n".join([*header(title, rate), *lines]) + "\r\n"


def _event(event: Event, rate: Fraction, *, in_one: bool) -> Iterator[str]:
    at = first_frame(rate) + (event.start if in_one else event.at)
    times = f"{to_timecode(at, rate)} {to_timecode(at + 1, rate)}"
    name = one_line(name_of(event.marker), NAME_LENGTH).replace("|", "¦")  # begins the next field
    yield f"{event.number:03}  {'001':<8} {'V':<5} C        {times} {times}"
    yield f" |C:{_colour(event.marker.confidence)} |M:{name} |D:{event.length}"
    yield ""


def _colour(confidence: float | None) -> str:
    if confidence is None:
        return "ResolveColorBlue"
    return "ResolveColorGreen" if confidence >= SURE else f"ResolveColor{'Yellow' if confidence >= LIKELY else 'Red'}"
