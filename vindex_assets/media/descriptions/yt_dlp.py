"""yt-dlp's `info.json`: what a video platform says about a video that was fetched from it.

Fields by https://github.com/yt-dlp/yt-dlp#output-template. When it was put on the platform is not when it was recorded:
that is known of streams alone, which begin as they are recorded. Of others the day stands for it, never a clock time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vindex_assets.media.descriptions.limits import NoDescription
from vindex_assets.media.descriptions.marks import chapters_from
from vindex_search.contract.description import cleaned
from vindex_search.contract.description.recorded_time import day_of, parse_recorded
from vindex_search.contract.description.video_description import MAX_LANGUAGE_LENGTH, VideoDescription

MARKS: Final = ("extractor", "extractor_key", "webpage_url", "_type")  # of which yt-dlp writes at least one
STREAMED: Final = ("was_live", "is_live", "post_live")
PEOPLE: Final = ("cast", "creators", "creator", "artists", "artist", "uploader", "channel")
ATTRIBUTES: Final[Mapping[str, str]] = {
    "channel": "channel",
    "extractor_key": "platform",
    "id": "platform id",
    "series": "series",
    "season_number": "season",
    "episode_number": "episode",
    "playlist_title": "playlist",
    "license": "license",
}


def is_info(document: Any) -> bool:
    """Whether a JSON document is one of yt-dlp's."""
    return isinstance(document, Mapping) and any(document.get(name) for name in MARKS)


def describe_info(document: Mapping[str, Any], duration_s: float) -> VideoDescription:
    """The description in an `info.json`.

    Raises:
        NoDescription: it is that of a playlist or a channel.
    """
    if document.get("_type") in ("playlist", "multi_video") or "entries" in document:
        raise NoDescription("it is that of a playlist")
    published = _published(document)
    others = {name: document.get(key) for key, name in ATTRIBUTES.items()}
    return VideoDescription(
        title=cleaned.line(document.get("title") or document.get("fulltitle"), cleaned.MAX_TITLE_LENGTH),
        text=cleaned.paragraphs(document.get("description")),
        people=_people(document),
        recorded_at=_streamed_at(document) or (day_of(published) if published else None),
        place=cleaned.line(document.get("location")),
        source_url=cleaned.url(document.get("webpage_url")) or cleaned.url(document.get("original_url")),
        language=_language(document.get("language")),
        tags=cleaned.names([*_listed(document.get("tags")), *_listed(document.get("categories"))]),
        attributes=cleaned.attributes({"published": published, **others}),
        chapters=chapters_from(document.get("chapters"), duration_s, title="title", start="start_time"),
    )


def _people(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the first field that names somebody: cast or artists, else the uploader."""
    return next((found for name in PEOPLE if (found := cleaned.names(document.get(name)))), ())


def _published(document: Mapping[str, Any]) -> str | None:
    found = parse_recorded(document.get("timestamp")) or parse_recorded(document.get("upload_date"))
    return found or parse_recorded(document.get("release_date"))


def _streamed_at(document: Mapping[str, Any]) -> str | None:
    is_stream = document.get("live_status") in STREAMED or document.get("was_live") is True
    return parse_recorded(document.get("release_timestamp")) if is_stream else None


def _language(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_LANGUAGE_LENGTH else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
