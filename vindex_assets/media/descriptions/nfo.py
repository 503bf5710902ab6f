"""`.nfo` files of Kodi, Jellyfin, Emby and tinyMediaManager: XML about a film, an episode or a music video.

https://kodi.wiki/view/NFO_files. The same suffix is used for plain texts of those who share films: they say nothing
that could be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from vindex_assets.media.descriptions.limits import NoDescription
from vindex_assets.media.descriptions.xml_elements import Element, read_elements
from vindex_search.contract.description import cleaned
from vindex_search.contract.description.recorded_time import day_of, parse_recorded
from vindex_search.contract.description.video_description import VideoDescription

ROOTS: Final = frozenset({"movie", "episodedetails", "musicvideo", "video"})
OTHER_ROOTS: Final = frozenset({"tvshow", "season", "album", "artist", "set", "bookmark"})  # of several videos
DATES: Final = ("recorded", "aired", "premiered", "releasedate", "date")
PEOPLE: Final = (("actor", "name"), ("artist",), ("director",))
TAGS: Final = ("tag", "genre")
ATTRIBUTES: Final = (
    *("showtitle", "season", "episode", "studio", "country"),
    *("mpaa", "set", "album", "year", "originaltitle"),
)
XML_START: Final = b"<"


def describe_nfo(data: bytes) -> VideoDescription:
    """The description in an `.nfo`.

    Raises:
        NoDescription: it is a text, or about a series, a season or something else that is no video.
        UnreadableDescription: it is no XML, or XML that is not safe to read.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(XML_START) and b"\0" not in data[:4]:
        raise NoDescription("it is a text without fields")
    elements = read_elements(data)
    root = elements[0].path[0] if elements else ""
    if root not in ROOTS:
        what = f"about a {root}" if root in OTHER_ROOTS else "XML of another kind"
        raise NoDescription(f"it is {what}, not about a video")
    fields = [(one.path[1:], one) for one in elements[1:]]
    return _described(fields)


Fields = Sequence[tuple[tuple[str, ...], Element]]


def _described(fields: Fields) -> VideoDescription:
    dates = (parse_recorded(text) for name in DATES for text in _texts(fields, (name,)))
    published = next(filter(None, dates), None)
    tags = [text for name in TAGS for text in _texts(fields, (name,))]
    others: dict[str, Any] = {name: list(_texts(fields, (name,))) for name in ATTRIBUTES}
    ids = {f"{one.attributes.get('type', 'id')} id": one.text for path, one in fields if path == ("uniqueid",)}
    return VideoDescription(
        title=cleaned.line(_first(fields, "title"), cleaned.MAX_TITLE_LENGTH),
        text=cleaned.paragraphs(_first(fields, "plot") or _first(fields, "outline")),
        people=cleaned.names([text for path in PEOPLE for text in _texts(fields, path)]),
        recorded_at=day_of(published) if published else None,
        place=cleaned.line(_first(fields, "location")),
        source_url=cleaned.url(_first(fields, "url")) or cleaned.url(_first(fields, "source")),
        tags=cleaned.names(tags),
        attributes=cleaned.attributes({"published": published, **others, **ids}),
    )


def _first(fields: Fields, name: str) -> str | None:
    return next(iter(_texts(fields, (name,))), None)


def _texts(fields: Fields, path: Iterable[str]) -> Iterator[str]:
    """The texts of the elements with a path below the root."""
    wanted = tuple(path)
    return (one.text for found, one in fields if found == wanted and one.text)
