"""A project for Final Cut Pro (FCPXML 1.9): each moment a clip of its video, with a marker that says what is there.

Times are fractions of a second that are whole frames: `1001/30000s` is one at 29.97.
Source: Apple, "FCPXML Reference"; the order of elements is that of its DTD.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from vindex_search.common.text import visible
from vindex_search.markers.cmx3600 import first_frame
from vindex_search.markers.marker import Event, Marker, Source, events, name_of, rate_of
from vindex_search.markers.rates import drops_frames, nearest_frame

VERSION: Final = "1.9"
FORMAT: Final = "r1"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n\n'


def to_fcpxml(title: str, markers: Sequence[Marker]) -> str:
    """The project; its files are named relative to it, by the keys of the uploads."""
    rate = rate_of(markers)
    root = ET.Element("fcpxml", version=VERSION)
    sources = list(dict.fromkeys(marker.source for marker in markers))
    assets = {source: f"r{number}" for number, source in enumerate(sources, start=2)}
    _add_resources(root, rate, assets)
    spine = _add_project(root, visible(title), rate)
    for event in events(markers, rate):
        _add_clip(spine, event, rate, assets[event.marker.source])
    ET.indent(root)
    return HEAD + ET.tostring(root, encoding="unicode") + "\n"


def _add_resources(root: ET.Element, rate: Fraction, assets: dict[Source, str]) -> None:
    resources = ET.SubElement(root, "resources")
    ET.SubElement(resources, "format", id=FORMAT, frameDuration=_seconds(1, rate))
    for source, reference in assets.items():
        frames = nearest_frame(source.duration_s or 0.0, rate)
        has = {"hasVideo": bool(source.fps), "hasAudio": source.has_sound}
        asset = ET.SubElement(
            resources, "asset", id=reference, name=visible(source.title), start="0s", duration=_seconds(frames, rate)
        )
        asset.attrib.update({name: "1" for name, present in has.items() if present})
        if source.fps:
            asset.set("format", FORMAT)
        ET.SubElement(asset, "media-rep", kind="original-media", src=f"./{quote(source.object_key)}")


def _add_project(root: ET.Element, title: str, rate: Fraction) -> ET.Element:
    library = ET.SubElement(root, "library")
    event = ET.SubElement(library, "event", name="vindex")
    project = ET.SubElement(event, "project", name=title)
    counted = "DF" if drops_frames(rate) else "NDF"
    start = _seconds(first_frame(rate), rate)
    sequence = ET.SubElement(project, "sequence", format=FORMAT, tcStart=start, tcFormat=counted)
    return ET.SubElement(sequence, "spine")


def _add_clip(spine: ET.Element, event: Event, rate: Fraction, asset: str) -> None:
    marker = event.marker
    clip = ET.SubElement(
        spine,
        "asset-clip",
        ref=asset,
        name=visible(marker.source.title),
        offset=_seconds(first_frame(rate) + event.at, rate),
        start=_seconds(event.start, rate),
        duration=_seconds(event.length, rate),
    )
    ET.SubElement(
        clip,
        "marker",
        start=_seconds(event.start, rate),
        duration=_seconds(1, rate),
        value=visible(name_of(marker)),
        note=_note(marker),
    )


def _note(marker: Marker) -> str:
    return visible(marker.url + ("; the film has a variable frame rate" if marker.source.variable else ""))


def _seconds(frames: int, rate: Fraction) -> str:
    """So many frames as FCPXML writes time."""
    return f"{frames * rate.denominator}/{rate.numerator}s" if frames else "0s"
