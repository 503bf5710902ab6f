"""What is said about a video beside its pictures and its sound: one value, whatever file said it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

from vindex_search.contract.chapters import Chapters, check_chapters
from vindex_search.contract.description import cleaned
from vindex_search.contract.description.recorded_time import is_recorded
from vindex_search.contract.ids import tags_of

MAX_LANGUAGE_LENGTH: Final = 35  # of a language tag, as BCP 47 wants it (section 4.4.1)
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VideoDescription:
    """What is said about a video; what nobody says is None or empty.

    Attributes:
        title: On one line.
        text: Paragraphs of what it is about.
        people: Who is seen or heard, or made it.
        recorded_at: When; see `recorded_time`.
        place: Where, or its coordinates in ISO 6709.
        source_url: The page on the web that it comes from.
        language: Code of the language of title and text.
        tags: Words that it was filed under; they stand beside the tags of its folders.
        attributes: Anything else, by name; no name has a `=`.
        chapters: Named parts.

    Raises:
        ValueError: a field is longer than its bound, or is none.
    """

    title: str | None = None
    text: str | None = None
    people: tuple[str, ...] = ()
    recorded_at: str | None = None
    place: str | None = None
    source_url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    attributes: Pairs = ()
    chapters: Chapters = ()

    def __post_init__(self) -> None:
        """Refuse what is longer than allowed."""
        check_chapters(self.chapters)
        wrong = [name for name, is_right in self._checks() if not is_right]
        if wrong:
            raise ValueError(f"{', '.join(wrong)} of a description: longer than allowed, or not as it is kept")

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return any(getattr(self, field.name) for field in fields(self))

    def attribute_values(self) -> tuple[str, ...]:
        """The attributes as filters name them: `key=value`."""
        return tuple(f"{key}={value}" for key, value in self.attributes)

    def _checks(self) -> Iterable[tuple[str, bool]]:
        yield "title", self.title is None or cleaned.line(self.title, cleaned.MAX_TITLE_LENGTH) == self.title
        yield "text", self.text is None or cleaned.paragraphs(self.text) == self.text
        yield "people", cleaned.names(self.people) == self.people
        yield "tags", cleaned.names(self.tags) == self.tags
        yield "place", self.place is None or cleaned.line(self.place) == self.place
        yield "source_url", self.source_url is None or cleaned.url(self.source_url) == self.source_url
        yield "recorded_at", self.recorded_at is None or is_recorded(self.recorded_at)
        yield "language", self.language is None or 0 < len(self.language) <= MAX_LANGUAGE_LENGTH
        yield "attributes", cleaned.attributes(dict(self.attributes)) == self.attributes


def all_tags(object_key: str, description: VideoDescription) -> list[str]:
    """The tags of a video: its folders, then what it was filed under elsewhere."""
    return list(dict.fromkeys([*tags_of(object_key), *description.tags]))


NOTHING: Final = VideoDescription()


def first_said(descriptions: Iterable[VideoDescription]) -> VideoDescription:
    """One description of several, the most trusted first: of each field what the first says that says anything.

    Attributes are taken name by name.
    """
    listed = [one for one in descriptions if one]
    if len(listed) < 2:
        return listed[0] if listed else NOTHING
    said: dict[str, Any] = {}
    for field in fields(VideoDescription):
        said[field.name] = next((value for one in listed if (value := getattr(one, field.name))), field.default)
    pairs = {key: value for one in reversed(listed) for key, value in one.attributes}
    return VideoDescription(**{**said, "attributes": cleaned.attributes(pairs)})
