"""One describing file: which format it has, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from vindex_assets.media.descriptions.documents import read_json, read_yaml
from vindex_assets.media.descriptions.limits import NoDescription, UnreadableDescription
from vindex_assets.media.descriptions.nfo import describe_nfo
from vindex_assets.media.descriptions.talk_file import describe_talk
from vindex_assets.media.descriptions.yt_dlp import describe_info, is_info
from vindex_search.contract.description.record import description_from, description_to_dict
from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.media_types import suffix_of
from vindex_search.contract.notes import NOTES, Note, from_values, to_stamp
from vindex_search.contract.record_format import Fields

NFO: Final = ".nfo"
GONE: Final = "it is no longer in the bucket"
JSON: Final = ".json"
# Of several files the one whose format is for this says it: ours, then a library's, then a platform's.
OWN, LIBRARY, PLATFORM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class DescribingFile:
    """A file to read: by which name people know it, its path on this machine, and why it is not to be opened."""

    name: str
    path: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class DescriptionReading:
    """What one file gave: its rank among formats (the lowest is trusted first), a description and notes."""

    rank: int = PLATFORM
    description: VideoDescription = NOTHING
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as values of JSON."""
        notes = to_stamp(self.notes).get(NOTES, [])
        return {"rank": self.rank, "description": description_to_dict(self.description), NOTES: notes}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`, once it was JSON."""
        fields = Fields("a reading", values)
        return cls(fields.integer("rank"), description_from(fields.nested("description")), from_values(values))


def read_description(data: bytes, name: str, duration_s: float) -> DescriptionReading:
    """What the bytes of a describing file give; one that gives nothing has a note with the reason."""
    try:
        return _read(data, name, duration_s)
    except NoDescription as other:
        return DescriptionReading(notes=(Note("description_passed_over", f"{name} was passed over: {other}"),))
    except UnreadableDescription as fault:
        return unreadable(name, str(fault))


def unreadable(name: str, reason: str) -> DescriptionReading:
    """The reading of a file that cannot be read, with the reason as the end of a sentence."""
    return DescriptionReading(notes=(Note("description_unreadable", f"{name} cannot be read: {reason}"),))


def file_values(files: list[DescribingFile]) -> list[dict[str, Any]]:
    """Files as values of JSON."""
    return [asdict(file) for file in files]


def _read(data: bytes, name: str, duration_s: float) -> DescriptionReading:
    suffix = suffix_of(name)
    if suffix == NFO:
        return DescriptionReading(LIBRARY, describe_nfo(data))
    document = read_json(data) if suffix == JSON else read_yaml(data)
    if is_info(document):
        return DescriptionReading(PLATFORM, describe_info(document, duration_s))
    description, refused = describe_talk(document, duration_s)
    text = f"{name} has values that could not be taken: {', '.join(refused)}"
    return DescriptionReading(OWN, description, (Note("description_partly_read", text),) if refused else ())
