"""The IIIF Presentation 3 manifest of a video: one canvas with duration, the upload painted on it, captions beside it.

Source: https://iiif.io/api/presentation/3.0/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vindex_search.contract.chapters import Chapter
from vindex_search.contract.media_types import media_type
from vindex_search.contract.records import VideoRecord
from vindex_search.export.iiif.addresses import IiifAddresses
from vindex_search.videos.video import Video

CONTEXTS: Final = (  # that of the search service, then the one of the document, which has to be last (section 4.6)
    "http://iiif.io/api/search/2/context.json",
    "http://iiif.io/api/presentation/3/context.json",
)

Node = dict[str, Any]


def manifest(
    video: Video,
    probed: VideoRecord,
    base_url: str,
    *,
    language: str | None,
    has_transcript: bool,
    chapters: Sequence[Chapter] = (),
) -> Node:
    """The manifest.

    Args:
        video: Which.
        probed: What its file holds; its duration is above 0.
        base_url: Of the service, with a slash at its end.
        language: Of the transcript; None: unknown.
        has_transcript: Whether there is one.
        chapters: Its named parts.
    """
    at = IiifAddresses(base_url, video.video_id)
    return {
        "@context": list(CONTEXTS),
        "id": at.manifest,
        "type": "Manifest",
        "label": text_of(video.title),
        "metadata": _metadata(video),
        **({"thumbnail": [_thumbnail(video, at)]} if video.has_frames else {}),
        "homepage": [_homepage(video, at)],
        **({"service": [{"id": at.search, "type": "SearchService2"}]} if has_transcript else {}),
        "items": [_canvas(video, probed, at, language=language, has_transcript=has_transcript)],
        **({"structures": [_structure(chapters, at)]} if chapters else {}),
    }


def text_of(text: str, language: str = "none") -> Node:
    """A language map (section 4.4) with one text."""
    return {language: [text]}


def _metadata(video: Video) -> list[Node]:
    fields: dict[str, list[str | None]] = {
        "Workspace": [video.workspace],
        "Uploaded": [video.uploaded_at],
        "Tags": [*video.tags],
    }
    given = {label: [value for value in values if value] for label, values in fields.items()}
    return [{"label": {"en": [label]}, "value": {"none": values}} for label, values in given.items() if values]


def _thumbnail(video: Video, at: IiifAddresses) -> Node:
    address = at.of_service(f"v1/videos/{video.video_id}/thumbnail")
    return {"id": address, "type": "Image", "format": "image/jpeg"}


def _homepage(video: Video, at: IiifAddresses) -> Node:
    label = text_of("Player with search", "en")
    return {"id": at.of_service(f"v/{video.video_id}"), "type": "Text", "label": label, "format": "text/html"}


def _canvas(
    video: Video, probed: VideoRecord, at: IiifAddresses, *, language: str | None, has_transcript: bool
) -> Node:
    extent = _extent(probed)
    painted = {
        "id": at.of_service(f"v1/videos/{video.video_id}/media"),
        "type": "Video" if "width" in extent else "Sound",
        "format": media_type(video.object_key),
        **extent,
    }
    painting = _annotation(at.part("painting"), "painting", painted, at.canvas)
    beside = [_captions(video, at, language), {"id": at.transcript, "type": "AnnotationPage"}] if has_transcript else []
    return {
        "id": at.canvas,
        "type": "Canvas",
        **extent,
        "items": [_page(at.part("page"), [painting])],
        **({"annotations": beside} if beside else {}),
    }


def _extent(probed: VideoRecord) -> Node:
    """Duration and, of what has pictures, width and height, which go together (section 3.3)."""
    width, height = probed.width, probed.manifest.get("height")
    has_pictures = width > 0 and isinstance(height, int) and height > 0
    return {**({"width": width, "height": height} if has_pictures else {}), "duration": probed.duration_s}


def _captions(video: Video, at: IiifAddresses, language: str | None) -> Node:
    body = {
        "id": at.of_service(f"v1/videos/{video.video_id}/transcript.vtt"),
        "type": "Text",
        "format": "text/vtt",
        "label": text_of("Captions", "en"),
        **({"language": language} if language else {}),
    }
    return _page(at.part("captions"), [_annotation(at.part("captions/1"), "supplementing", body, at.canvas)])


def _page(identity: str, items: Sequence[Node]) -> Node:
    return {"id": identity, "type": "AnnotationPage", "items": list(items)}


def _annotation(identity: str, motivation: str, body: Mapping[str, Any], target: str) -> Node:
    return {"id": identity, "type": "Annotation", "motivation": motivation, "body": dict(body), "target": target}


def _structure(chapters: Sequence[Chapter], at: IiifAddresses) -> Node:
    """The table of contents (section 5.4): a range of ranges, each with its part of the canvas."""
    return {
        "id": at.part("chapters"),
        "type": "Range",
        "label": text_of("Chapters", "en"),
        "items": [
            {
                "id": at.part(f"chapters/{number}"),
                "type": "Range",
                "label": text_of(chapter.title),
                "items": [{"id": at.during(chapter.start_s, chapter.end_s), "type": "Canvas"}],
            }
            for number, chapter in enumerate(chapters, start=1)
        ],
    }
