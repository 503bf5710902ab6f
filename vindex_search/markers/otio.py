"""A timeline of the moments in OpenTimelineIO: each a clip of its video at the video's own rate, with a marker."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from vindex_search.common.text import visible, visible_json
from vindex_search.markers.marker import Event, Marker, Source, events, name_of, rate_of
from vindex_search.markers.rates import nearest_frame, timeline_rate

if TYPE_CHECKING:
    import opentimelineio as otio


def to_otio(title: str, markers: Sequence[Marker]) -> str:
    """The timeline as JSON (`.otio`)."""
    import opentimelineio as otio

    rate = rate_of(markers)
    timeline = otio.schema.Timeline(visible(title), global_start_time=otio.opentime.RationalTime(0, float(rate)))
    track = otio.schema.Track(name="moments", kind=_kind(markers))
    track.extend([_clip(event) for event in events(markers, rate)])
    timeline.tracks.append(track)
    return visible_json(otio.adapters.write_to_string(timeline, "otio_json"))


def _clip(event: Event) -> otio.schema.Clip:
    import opentimelineio as otio

    marker = event.marker
    rate = timeline_rate(marker.source.fps)
    taken = _range(marker.start_s, marker.end_s, rate)
    clip = otio.schema.Clip(visible(marker.source.file_name), _reference(marker.source, rate), taken)
    clip.markers.append(otio.schema.Marker(visible(name_of(marker)), taken, metadata={"vindex": _facts(marker)}))
    return clip


def _reference(source: Source, rate: Fraction) -> otio.schema.ExternalReference:
    import opentimelineio as otio

    length = None if source.duration_s is None else _range(0.0, source.duration_s, rate)
    return otio.schema.ExternalReference(source.object_key, length)


def _range(start_s: float, end_s: float, rate: Fraction) -> otio.opentime.TimeRange:
    import opentimelineio as otio

    start = nearest_frame(start_s, rate)
    frames = max(1, nearest_frame(end_s, rate) - start)
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, float(rate)), otio.opentime.RationalTime(frames, float(rate))
    )


def _facts(marker: Marker) -> dict[str, object]:
    return {
        "video_id": marker.source.video_id,
        "start_s": marker.start_s,
        "end_s": marker.end_s,
        "text": marker.note,
        "channels": list(marker.channels),
        "confidence": marker.confidence,
        "url": marker.url,
        "variable_frame_rate": marker.source.variable,
    }


def _kind(markers: Sequence[Marker]) -> str:
    return "Video" if any(marker.source.fps for marker in markers) or not markers else "Audio"
