"""otio: OpenTimelineIO reads the timeline back, with the frames and what was found."""

from __future__ import annotations

import opentimelineio as otio

from tests.support.markers.answers import marker, source
from vindex_search.markers.otio import to_otio


def read(text: str) -> otio.schema.Timeline:
    timeline = otio.adapters.read_from_string(text, "otio_json")
    assert isinstance(timeline, otio.schema.Timeline)
    return timeline


def test_each_clip_has_the_frames_of_its_video_at_its_own_rate() -> None:
    timeline = read(to_otio("tides", [marker(3.68, 9.68), marker(1.001, 2.002, of=source(29.97, key="team/b.mp4"))]))
    ranges = [clip.source_range for clip in timeline.find_clips()]
    found = [(taken.start_time.value, taken.duration.value, round(taken.start_time.rate, 3)) for taken in ranges]
    assert found == [(92, 150, 25.0), (30, 30, 29.97)]


def test_the_marker_says_what_was_found() -> None:
    (clip,) = read(to_otio("tides", [marker(3.68, 9.68)])).find_clips()
    (found,) = clip.markers
    facts = dict(found.metadata["vindex"])
    assert (clip.name, found.name, facts["start_s"], facts["confidence"]) == ("tides.mp4", "The tide turns.", 3.68, 0.9)


def test_the_file_and_its_length_are_referenced() -> None:
    (clip,) = read(to_otio("tides", [marker(3.68, 9.68)])).find_clips()
    assert clip.media_reference.target_url == "team/sea/tides.mp4"
    assert clip.media_reference.available_range.duration.value == 15000


def test_an_empty_answer_is_an_empty_timeline() -> None:
    assert list(read(to_otio("nothing", [])).find_clips()) == []
