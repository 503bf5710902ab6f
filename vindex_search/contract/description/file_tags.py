"""What a media file says about itself: when and where it was recorded, by whom and with what.

FFmpeg hands on the names of QuickTime, MP4 and Matroska. A title inside a file is not taken: most are those of the
program that wrote it, or of the project it was cut in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vindex_search.contract.description import cleaned
from vindex_search.contract.description.recorded_time import is_container_time, parse_recorded
from vindex_search.contract.description.video_description import NOTHING, VideoDescription

# The preferred first. QuickTime's has the offset of the place; `creation_time` is in UTC, or meant to be.
TIME_TAGS: Final = ("com.apple.quicktime.creationdate", "date_recorded", "date-recorded", "creation_time")
PLACE_TAGS: Final = ("recording_location", "com.apple.quicktime.location.name", "location", "location-eng")
COORDINATE_TAGS: Final = ("com.apple.quicktime.location.iso6709",)
PEOPLE_TAGS: Final = ("com.apple.quicktime.author", "actor", "artist", "author")
DEVICE_TAGS: Final[Mapping[str, str]] = {  # by the attribute that each becomes
    "make": "make",
    "model": "model",
    "com.apple.quicktime.make": "make",  # of the same attribute the last one holds
    "com.apple.quicktime.model": "model",
}
KNOWN_TAGS: Final = frozenset({*TIME_TAGS, *PLACE_TAGS, *COORDINATE_TAGS, *PEOPLE_TAGS, *DEVICE_TAGS})


def description_of_file(tags: Mapping[str, str]) -> VideoDescription:
    """The description that a container's tags give."""
    lower = {name.lower(): value for name, value in tags.items()}
    if KNOWN_TAGS.isdisjoint(lower):  # those of most files name their encoder alone
        return NOTHING
    times = (parse_recorded(value) for value in _values(lower, TIME_TAGS))
    devices = {attribute: lower[tag] for tag, attribute in DEVICE_TAGS.items() if tag in lower}
    return VideoDescription(
        people=cleaned.names(next(_values(lower, PEOPLE_TAGS), None)),
        recorded_at=next((one for one in times if one and is_container_time(one)), None),
        place=cleaned.line(next(_values(lower, (*PLACE_TAGS, *COORDINATE_TAGS)), None)),
        attributes=cleaned.attributes(devices),
    )


def _values(tags: Mapping[str, str], wanted: tuple[str, ...]) -> Iterator[str]:
    return (tags[name] for name in wanted if tags.get(name, "").strip())
