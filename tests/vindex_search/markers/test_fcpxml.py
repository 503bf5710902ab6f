"""fcpxml: the elements in the order of Apple's DTD, whole frames, and as OpenTimelineIO's own reader understands it."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

import opentimelineio as otio
import otio_fcpx_xml_adapter.fcpx_xml as reader

from tests.support.markers.answers import marker, source
from vindex_search.markers.fcpxml import to_fcpxml
from vindex_search.markers.rates import NTSC

# Of each element the children that FCPXML 1.9's DTD allows it and that we write, in its order, and what it requires.
CHILDREN = {
    "fcpxml": ["resources", "library"],
    "resources": ["format", "asset"],
    "asset": ["media-rep"],
    "library": ["event"],
    "event": ["project"],
    "project": ["sequence"],
    "sequence": ["spine"],
    "spine": ["asset-clip"],
    "asset-clip": ["marker"],
}
REQUIRED = {
    "format": {"id"},
    "asset": {"id"},
    "media-rep": {"src"},
    "asset-clip": {"ref"},
    "marker": {"start", "value"},
}


def parsed(*markers_of: float) -> ET.Element:
    return ET.fromstring(
        to_fcpxml("tides & more", [marker(start, start + 2, of=source(29.97)) for start in markers_of])
    )


def test_elements_and_attributes_are_those_of_the_dtd() -> None:
    for element in parsed(3.68, 10.0).iter():
        order = CHILDREN.get(element.tag, [])
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places)
        assert set(element.attrib) >= REQUIRED.get(element.tag, set())


def test_every_reference_has_a_resource() -> None:
    root = parsed(1.0, 5.0)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert {clip.get("ref") for clip in root.iter("asset-clip")} <= ids
    assert {element.get("format") for element in root.iter() if element.get("format")} <= ids


def test_every_time_is_a_whole_number_of_frames() -> None:
    frame = 1 / (30 * NTSC)
    names = ("offset", "start", "duration", "tcStart")
    times = [element.get(name) for element in parsed(3.68, 60.7).iter() for name in names if element.get(name)]
    assert len(times) > 8
    assert [time for time in times if (Fraction(str(time)[:-1]) / frame).denominator != 1] == []


def test_the_reader_of_opentimelineio_finds_the_same_frames() -> None:
    text = to_fcpxml("tides", [marker(4.0, 10.0), marker(100.0, 100.2, of=source(key="team/b.mp4"))])
    found = reader.read_from_string(text)
    clips = [clip for clip in found.find_clips() if isinstance(clip, otio.schema.Clip)]
    ranges = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert ranges == [(100, 150), (2500, 5)]


def test_foreign_text_is_no_markup() -> None:
    (found,) = ET.fromstring(to_fcpxml("x", [marker(0, 1, note='<b a="1">&\x00')])).iter("marker")
    assert found.get("value") == '<b a="1">&\\x00'
