"""The fields of vindex's own describing file, `talk.json` or `talk.yaml`: what each takes, and their JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from vindex_search.contract.chapters import MAX_CHAPTERS
from vindex_search.contract.chapters import MAX_TITLE_LENGTH as MAX_CHAPTER_TITLE
from vindex_search.contract.description import cleaned
from vindex_search.contract.description.video_description import MAX_LANGUAGE_LENGTH

Kind = Literal["title", "paragraphs", "names", "time", "line", "url", "language", "chapters", "attributes"]
SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"
SCALAR: Final = {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class TalkField:
    """One field: the field of a description that it fills, how its value is read, what it means, an example."""

    fills: str
    kind: Kind
    meaning: str
    example: Any


FIELDS: Final[Mapping[str, TalkField]] = {
    "title": TalkField("title", "title", "Title; searched, and shown in place of the file name.", "Baking at altitude"),
    "description": TalkField("text", "paragraphs", "What it is about, in paragraphs; searched.", "How to adjust."),
    "people": TalkField("people", "names", "Who is seen or heard, or made it.", ["Ada Bauer", "Li Wei"]),
    "recorded_at": TalkField(
        "recorded_at",
        "time",
        "When the recording began: a day, or a clock time with or without its offset from UTC. With a clock time every "
        "moment has one too.",
        "2026-03-01T14:30:00+01:00",
    ),
    "place": TalkField("place", "line", "Where it was recorded.", "Innsbruck"),
    "source": TalkField("source_url", "url", "Address of the page that it comes from.", "https://example.org/talks/7"),
    "language": TalkField("language", "language", "Language of title and description.", "en"),
    "tags": TalkField("tags", "names", "Words that it is filed under, beside its folders.", ["baking"]),
    "chapters": TalkField(
        "chapters", "chapters", "Named parts, in seconds or as 1:02:03.", [{"title": "Flour", "start": "1:30"}]
    ),
    "attributes": TalkField("attributes", "attributes", "Anything else by name.", {"camera": "B", "event": "Camp 7"}),
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the file; other fields than these are taken as attributes."""
    return {
        "$schema": SCHEMA_ID,
        "title": "Description of a video for vindex",
        "type": "object",
        "minProperties": 1,
        "properties": {
            name: {"description": one.meaning, "examples": [one.example], **_schema_of(one.kind)}
            for name, one in FIELDS.items()
        },
        "additionalProperties": {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]},
    }


def field_table() -> str:
    """The fields as a table in Markdown, for the documentation."""
    rows = [f"| `{name}` | {one.meaning} | `{json.dumps(one.example)}` |" for name, one in FIELDS.items()]
    return "\n".join(["| field | means | example |", "|---|---|---|", *rows])


def _schema_of(kind: Kind) -> dict[str, Any]:
    return {
        "title": _text(cleaned.MAX_TITLE_LENGTH),
        "paragraphs": _text(cleaned.MAX_TEXT_LENGTH),
        "line": _text(cleaned.MAX_NAME_LENGTH),
        "url": {**_text(cleaned.MAX_URL_LENGTH), "format": "uri", "pattern": "^https?://"},
        "language": _text(MAX_LANGUAGE_LENGTH),
        "time": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"},
        "names": {"type": "array", "maxItems": cleaned.MAX_NAMES, "items": _text(cleaned.MAX_NAME_LENGTH)},
        "attributes": {"type": "object", "maxProperties": cleaned.MAX_ATTRIBUTES, "additionalProperties": SCALAR},
        "chapters": {"type": "array", "maxItems": MAX_CHAPTERS, "items": _chapter_schema()},
    }[kind]


def _chapter_schema() -> dict[str, Any]:
    times = {"type": ["number", "string"], "minimum": 0}
    fields = {"title": _text(MAX_CHAPTER_TITLE), "start": times}
    return {"type": "object", "required": ["title", "start"], "properties": fields}


def _text(length: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": length}
