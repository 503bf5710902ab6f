"""The texts of a description that searches find, each with where it lands: at the start of the film."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple

from vindex_search.contract.description.video_description import VideoDescription

Source = Literal["title", "description"]
SOURCES: Final[tuple[Source, ...]] = ("title", "description")
OPENING_S: Final = 30.0  # that a hit covers from the start on: as long as a passage of speech
MAX_PART_LENGTH: Final = 900  # characters, of which text encoders read the first 250 words
MAX_PARTS: Final = 12  # of a description: behind the first page stand links and advertisements


class DescriptionText(NamedTuple):
    """One text: its row key, what it is, and its words."""

    row_key: str
    source: Source
    text: str


def searched_texts(description: VideoDescription) -> list[DescriptionText]:
    """The title, and the description in parts that a text encoder reads to the end."""
    title = [DescriptionText("title", "title", description.title)] if description.title else []
    parts = islice(_parts(description.text or ""), MAX_PARTS)
    return [*title, *(DescriptionText(f"description-{at:02}", "description", part) for at, part in enumerate(parts))]


def opening_end(duration_s: float) -> float:
    """Where the range ends that a hit in a description is shown as."""
    return min(OPENING_S, duration_s)


def _parts(text: str) -> Iterator[str]:
    """Lines together up to MAX_PART_LENGTH; a longer one is cut between words."""
    part = ""
    for piece in _pieces(text):
        if part and len(part) + 1 + len(piece) > MAX_PART_LENGTH:
            yield part
            part = piece
        else:
            part = f"{part}\n{piece}" if part else piece
    if part:
        yield part


def _pieces(text: str) -> Iterator[str]:
    for one in filter(None, text.split("\n")):
        rest = one
        while len(rest) > MAX_PART_LENGTH:
            cut = rest.rfind(" ", 1, MAX_PART_LENGTH + 1)
            cut = cut if cut > 0 else MAX_PART_LENGTH
            yield rest[:cut]
            rest = rest[cut:].lstrip()
        yield rest
