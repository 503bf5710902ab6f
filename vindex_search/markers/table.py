"""The moments as CSV, for spreadsheets and scripts: one line a moment, times in seconds and as timecode."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from vindex_search.common.text import visible
from vindex_search.markers.marker import Marker
from vindex_search.markers.rates import nearest_frame, timeline_rate
from vindex_search.markers.timecode import to_timecode

COLUMNS: Final = (
    *("number", "video_id", "title", "file", "start_s", "end_s", "start_timecode", "end_timecode", "frame_rate"),
    *("variable_frame_rate", "confidence", "channels", "text", "url"),
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is calculated (OWASP, "CSV injection")


def to_csv(title: str, markers: Sequence[Marker]) -> str:  # noqa: ARG001 - as the other formats; a table has no title
    """The table, with a header (RFC 4180)."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_row(number, marker) for number, marker in enumerate(markers, start=1))
    return text.getvalue()


def _row(number: int, marker: Marker) -> tuple[object, ...]:
    source, rate = marker.source, timeline_rate(marker.source.fps)
    start = nearest_frame(marker.start_s, rate)
    end = max(start + 1, nearest_frame(marker.end_s, rate))
    return (
        *(number, source.video_id, _text(source.title), _text(source.object_key)),
        *(f"{marker.start_s:.3f}", f"{marker.end_s:.3f}"),
        *(to_timecode(start, rate), to_timecode(end, rate), f"{float(rate):.3f}", int(source.variable)),
        "" if marker.confidence is None else f"{marker.confidence:.4f}",
        *(" ".join(marker.channels), _text(marker.note), marker.url),
    )


def _text(value: str) -> str:
    """A text of a film: one line, and no formula."""
    shown = visible(" ".join(value.split()))
    return f"'{shown}" if shown.startswith(FORMULA) else shown
