"""What is said and written in a video as W3C Web Annotations on its canvas, and a search among them.

Sources: https://www.w3.org/TR/annotation-model/ and https://iiif.io/api/search/2.0/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from vindex_search.common.text import normalize_text
from vindex_search.export.iiif.addresses import IiifAddresses
from vindex_search.videos.playback.captions import preferred_segments

if TYPE_CHECKING:
    import polars as pl

CONTEXTS: Final = ("http://www.w3.org/ns/anno.jsonld", "http://iiif.io/api/presentation/3/context.json")
SEARCH_CONTEXT: Final = "http://iiif.io/api/search/2/context.json"
MAX_MATCHES: Final = 1000  # annotations of one answer: more is no answer

Node = dict[str, Any]


def transcript_page(at: IiifAddresses, transcript: pl.DataFrame) -> Node:
    """The transcript as a page of annotations; `transcript` has `TRANSCRIPT_SCHEMA`."""
    items = list(spoken(at, transcript))
    return {"@context": list(CONTEXTS), "id": at.transcript, "type": "AnnotationPage", "items": items}


def spoken(at: IiifAddresses, transcript: pl.DataFrame) -> Iterator[Node]:
    """An annotation for each segment that players show, in order of time; speakers are their creators."""
    shown = preferred_segments(transcript).sort("start_s")
    for number, row in enumerate(shown.iter_rows(named=True), start=1):
        body = _body(row["text"], row["language"])
        speaker = {"creator": {"type": "Person", "name": row["speaker"]}} if row["speaker"] else {}
        target = at.during(row["start_s"], row["end_s"])
        yield _annotation(at.part(f"transcript/{number}"), {**body, **speaker}, target)


def written(at: IiifAddresses, screen_text: pl.DataFrame, size: tuple[int, int] | None) -> Iterator[Node]:
    """An annotation for each line on the screen, on its box; `screen_text` has `SCREEN_TEXT_SCHEMA`."""
    for number, row in enumerate(screen_text.iter_rows(named=True), start=1):
        box = _box(row["box"], size) if size and row["box"] else None
        target = at.during(row["start_s"], row["end_s"], box)
        yield _annotation(at.part(f"screen/{number}"), _body(row["text"], None), target)


def search_page(address: str, annotations: Iterator[Node], query: str, ignored: Sequence[str] = ()) -> Node:
    """The answer of Content Search 2: the annotations that have every word of the query.

    Args:
        address: That was asked, which is the page's id.
        annotations: All of the video.
        query: Words, separated by spaces; without any, nothing is found.
        ignored: Parameters that were given and are not looked at (section 3.1 of the specification).
    """
    words = _folded(query).split()
    found = (one for one in annotations if words and _has_all(_folded(one["body"]["value"]), words))
    page = {"@context": SEARCH_CONTEXT, "id": address, "type": "AnnotationPage"}
    return {**page, **({"ignored": list(ignored)} if ignored else {}), "items": list(islice(found, MAX_MATCHES))}


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _folded(text: str) -> str:
    return normalize_text(text).casefold()


def _body(text: str, language: str | None) -> Node:
    spoken_in = {"language": language} if language else {}
    return {"type": "TextualBody", "value": text, "format": "text/plain", **spoken_in}


def _annotation(identity: str, body: Mapping[str, Any], target: str) -> Node:
    return {"id": identity, "type": "Annotation", "motivation": "supplementing", "body": dict(body), "target": target}


def _box(shares: Sequence[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels of a box in shares of the picture."""
    left, top, right, bottom = (round(share * side) for share, side in zip(shares, (*size, *size), strict=True))
    return left, top, max(1, right - left), max(1, bottom - top)
