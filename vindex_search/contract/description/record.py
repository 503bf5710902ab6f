"""The record of a video's description: what its sidecars say, as they were when it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from vindex_search.contract.artefacts import DESCRIPTION
from vindex_search.contract.chapters import Chapter
from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.media_types import describing_sidecars
from vindex_search.contract.notes import NOTES, Note, from_values
from vindex_search.contract.record_format import DamagedRecord, Fields, Record
from vindex_search.contract.records import UploadRecord

READER_VERSION = 1  # of the parsers: raised, every describing sidecar is read again when its video is worked on


@dataclass(frozen=True, slots=True)
class DescriptionRecord(Record):
    """What the describing sidecars of an upload say.

    Attributes:
        sidecars: Key and version of each of them.
        description: What they say together, without what the media file says itself.
        notes: What was met in reading them.
        reader: Version of the parsers.
    """

    FILE: ClassVar = DESCRIPTION
    sidecars: tuple[tuple[str, str], ...]
    description: VideoDescription = NOTHING
    notes: tuple[Note, ...] = ()
    reader: int = READER_VERSION

    def is_of(self, upload: UploadRecord) -> bool:
        """Whether it was read of these very files by the present parsers."""
        return self.reader == READER_VERSION and self.sidecars == describing_sidecars(upload.sidecars)

    def to_dict(self) -> dict[str, Any]:
        """The fields, those of the description as an object."""
        notes = [note.to_dict() for note in self.notes]
        said = description_to_dict(self.description)
        return {"sidecars": self.sidecars, "description": said, NOTES: notes, "reader": self.reader}

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        try:
            description = description_from(record.nested("description"))
        except ValueError as problem:
            raise DamagedRecord(f"{record.source}: {problem}") from None
        return cls(record.string_pairs("sidecars"), description, from_values(record.values), record.integer("reader"))


def description_to_dict(description: VideoDescription) -> dict[str, Any]:
    """A description as values of JSON."""
    return {
        "title": description.title,
        "text": description.text,
        "people": description.people,
        "recorded_at": description.recorded_at,
        "place": description.place,
        "source_url": description.source_url,
        "language": description.language,
        "tags": description.tags,
        "attributes": description.attributes,
        "chapters": [{"title": one.title, "start_s": one.start_s, "end_s": one.end_s} for one in description.chapters],
    }


def description_from(said: Fields) -> VideoDescription:
    """The inverse of `description_to_dict`.

    Raises:
        ValueError: a field is missing, of another type or longer than its bound.
    """
    texts = ("title", "text", "recorded_at", "place", "source_url", "language")
    return VideoDescription(
        **{name: said.string_or_none(name) for name in texts},
        people=said.strings("people"),
        tags=said.strings("tags"),
        attributes=said.string_pairs("attributes"),
        chapters=tuple(_chapter(Fields(said.source, one)) for one in said.objects("chapters")),
    )


def sidecars_description(record: DescriptionRecord | None, upload: UploadRecord) -> VideoDescription:
    """What an upload's sidecars say by its record: nothing once it has none, an earlier version's until it is read."""
    return record.description if record and describing_sidecars(upload.sidecars) else NOTHING


def _chapter(fields: Fields) -> Chapter:
    return Chapter(fields.string("title"), fields.number("start_s"), fields.number("end_s"))
