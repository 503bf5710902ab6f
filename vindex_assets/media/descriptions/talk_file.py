"""vindex's own describing file: each field by itself, so that a wrong one costs no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from vindex_assets.media.descriptions.limits import NoDescription, UnreadableDescription
from vindex_assets.media.descriptions.marks import chapters_from
from vindex_assets.media.descriptions.talk_fields import FIELDS, Kind, TalkField
from vindex_search.common.languages import is_valid_tag
from vindex_search.contract.description import cleaned
from vindex_search.contract.description.recorded_time import parse_recorded
from vindex_search.contract.description.video_description import MAX_LANGUAGE_LENGTH, VideoDescription


def describe_talk(document: Any, duration_s: float) -> tuple[VideoDescription, tuple[str, ...]]:
    """The description in a document, and the names of the fields whose values could not be taken.

    Fields that are not ours are attributes, unless none of the document's is ours: then it is something else.

    Raises:
        NoDescription: it is JSON or YAML of something else.
        UnreadableDescription: it is a list or a text.
    """
    if not isinstance(document, Mapping):
        raise UnreadableDescription("it is no object with fields")
    if FIELDS.keys().isdisjoint(document):
        raise NoDescription(f"it has none of the fields {', '.join(FIELDS)}")
    said = {one.fills: _read(one, document[name], duration_s) for name, one in FIELDS.items() if name in document}
    refused = tuple(name for name, one in FIELDS.items() if document.get(name) and not said[one.fills])
    others = {name: value for name, value in document.items() if name not in FIELDS and isinstance(name, str)}
    pairs = {**dict(cleaned.attributes(others)), **dict(said.get("attributes") or ())}
    return VideoDescription(**{**said, "attributes": cleaned.attributes(pairs)}), refused


def _read(field: TalkField, value: Any, duration_s: float) -> Any:
    if field.kind == "chapters":
        return chapters_from(value, duration_s, title="title", start="start")
    return READERS[field.kind](value)


def _title(value: Any) -> str | None:
    return cleaned.line(value, cleaned.MAX_TITLE_LENGTH)


def _language(value: Any) -> str | None:
    is_code = isinstance(value, str) and len(value) <= MAX_LANGUAGE_LENGTH and is_valid_tag(value)
    return value if is_code else None


READERS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "title": _title,
    "paragraphs": cleaned.paragraphs,
    "line": cleaned.line,
    "names": cleaned.names,
    "time": parse_recorded,
    "url": cleaned.url,
    "language": _language,
    "attributes": cleaned.attributes,
}
