"""cmx3600: an EDL to the letter, and as OpenTimelineIO's own reader of EDLs understands it."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import otio_cmx3600_adapter.cmx_3600 as reader
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.markers.answers import marker, source
from vindex_search.markers.cmx3600 import first_frame, to_edl
from vindex_search.markers.rates import NTSC, TIMELINE_RATES
from vindex_search.markers.timecode import to_timecode

EXPECTED = """\
TITLE: tides
FCM: NON-DROP FRAME

001  AX       AA/V  C        00:00:03:17 00:00:09:17 01:00:00:00 01:00:06:00
* FROM CLIP NAME: tides.mp4
* COMMENT: The tide turns.
* FRAME RATE: 25.000
"""


def test_one_moment() -> None:
    assert to_edl("tides", [marker(3.68, 9.68)]) == EXPECTED.replace("\n", "\r\n")


def test_drop_frames_are_said_and_counted() -> None:
    lines = to_edl("tides", [marker(60.06, 61.061, of=source(29.97))]).split("\r\n")
    assert lines[1] == "FCM: DROP FRAME"
    assert lines[3].split()[4:] == ["00:01:00;02", "00:01:01;02", "01:00:00;00", "01:00:01;00"]


@pytest.mark.parametrize("rate", TIMELINE_RATES)
def test_a_timeline_begins_at_the_first_hour(rate: Fraction) -> None:
    assert to_timecode(first_frame(rate), rate).replace(";", ":") == "01:00:00:00"


def test_sound_alone_takes_sound_alone() -> None:
    assert to_edl("x", [marker(0, 1, of=source(None))]).split("\r\n")[3].split()[2] == "AA"


def test_a_video_of_another_rate_says_so() -> None:
    second = marker(0, 1, of=source(24.0, key="team/b.mp4"))
    third = marker(0, 1, of=source(25.0, key="team/c.mp4", variable=True))
    notes = [line for line in to_edl("x", [marker(0, 1), second, third]).split("\r\n") if "SOURCE RATE" in line]
    assert notes == ["* SOURCE RATE: 24.000", "* SOURCE RATE: variable, about 25.000"]


def test_text_of_a_film_stays_in_its_comment() -> None:
    edl = to_edl("a\n001 AX", [marker(0, 1, note="x\r\n002  AX       V     C        00:00:00:00")])
    assert len([line for line in edl.split("\r\n") if line.startswith("00")]) == 1


@given(st.lists(st.tuples(st.integers(0, 80_000), st.integers(1, 5_000)), min_size=1, max_size=6))
def test_the_reader_of_opentimelineio_finds_the_same_frames(ranges: list[tuple[int, int]]) -> None:
    rate = 30 * NTSC
    markers = [
        marker(float(start / rate), float((start + length) / rate), of=source(29.97)) for start, length in ranges
    ]
    timeline = reader.read_from_string(to_edl("x", markers), rate=float(rate))
    clips = [clip for clip in timeline.tracks[0] if isinstance(clip, otio.schema.Clip)]
    found = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert found == [(start, length) for start, length in ranges]
