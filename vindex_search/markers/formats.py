"""The formats of markers by name, each with its writer, media type and the suffix of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from vindex_search.markers.cmx3600 import to_edl
from vindex_search.markers.fcpxml import to_fcpxml
from vindex_search.markers.marker import Marker
from vindex_search.markers.otio import to_otio
from vindex_search.markers.resolve import to_resolve
from vindex_search.markers.table import to_csv

MarkerFormat = Literal["edl", "otio", "fcpxml", "csv", "resolve"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `write` gets a title and the markers."""

    write: Callable[[str, Sequence[Marker]], str]
    media_type: str
    suffix: str


FORMATS: Final[Mapping[MarkerFormat, Format]] = {
    "edl": Format(to_edl, "text/plain; charset=utf-8", ".edl"),
    "otio": Format(to_otio, "application/vnd.pixar.opentimelineio+json", ".otio"),
    "fcpxml": Format(to_fcpxml, "application/xml", ".fcpxml"),
    "csv": Format(to_csv, "text/csv; charset=utf-8", ".csv"),
    "resolve": Format(to_resolve, "text/plain; charset=utf-8", ".markers.edl"),
}
