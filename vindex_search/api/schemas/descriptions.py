"""What is said about a video, and the clock times of its moments, as JSON."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from vindex_search.contract.description.texts import Source, searched_texts
from vindex_search.videos.video import Video

CLOCK: Final = (
    "ISO 8601, with the offset from UTC where it is known. Null: nobody says when the recording began, or only on "
    "which day."
)


class NamedPart(BaseModel):
    """A chapter that a sidecar names."""

    title: str = Field(examples=["Flour"])
    start_s: float = Field(examples=[90.0])
    end_s: float = Field(examples=[300.0])


class DescriptionOut(BaseModel):
    """What sidecars (`talk.json`, `talk.yaml`, `talk.nfo`, `talk.info.json`) and the file itself say about a video."""

    title: str | None = Field(description="Its title; searched.", examples=["Baking at altitude"])
    text: str | None = Field(description="What it is about, in paragraphs; searched.", examples=["How to adjust."])
    people: list[str] = Field(description="Who is seen or heard, or made it.", examples=[["Ada Bauer"]])
    recorded_at: str | None = Field(
        description="When its recording began: a day, or a clock time with or without its offset from UTC; ISO 8601.",
        examples=["2026-03-01T14:30:00+01:00"],
    )
    place: str | None = Field(description="Where it was recorded.", examples=["Innsbruck"])
    source_url: str | None = Field(description="The page that it comes from.", examples=["https://example.org/7"])
    language: str | None = Field(description="Language of title and text.", examples=["en"])
    tags: list[str] = Field(description="What it was filed under; part of the video's tags.", examples=[["baking"]])
    attributes: dict[str, str] = Field(description="Further facts by name.", examples=[{"camera": "B"}])
    chapters: list[NamedPart] = Field(description="Named parts.")


def description_out(video: Video) -> DescriptionOut | None:
    """The description of a video; None where nothing is said."""
    said = video.description
    if not said:
        return None
    chapters = [NamedPart(title=one.title, start_s=one.start_s, end_s=one.end_s) for one in said.chapters]
    return DescriptionOut(
        title=said.title,
        text=said.text,
        people=list(said.people),
        recorded_at=said.recorded_at,
        place=said.place,
        source_url=said.source_url,
        language=said.language,
        tags=list(said.tags),
        attributes=dict(said.attributes),
        chapters=chapters,
    )


def source_of(video: Video, text: str | None, start_s: float) -> Source | None:
    """Whether a text at the start of a video is its title or its description rather than on the screen there."""
    if text is None or start_s > 0 or not video.description:
        return None
    return next((one.source for one in searched_texts(video.description) if one.text == text), None)
