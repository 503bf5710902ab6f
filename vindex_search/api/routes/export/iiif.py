"""GET /iiif/{id}/manifest.json, /transcript.json and /search: a video for IIIF viewers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from vindex_search.api.dependencies import Searcher, ServiceDep, TurnsDep, VideoId, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.etag import REVALIDATE
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.auth.permissions import Caller
from vindex_search.contract.artefacts import CHAPTERS, SCREEN_TEXT
from vindex_search.contract.chapters import Chapters
from vindex_search.contract.records import VideoRecord
from vindex_search.export.embedding import picture_size
from vindex_search.export.iiif.addresses import IiifAddresses
from vindex_search.export.iiif.annotations import search_page, spoken, transcript_page, written
from vindex_search.export.iiif.manifest import manifest
from vindex_search.query.service import SearchService
from vindex_search.storage.store import Store
from vindex_search.videos.playback.chapters import read_chapters
from vindex_search.videos.playback.transcript import NoTranscript, read_transcript, require_transcript
from vindex_search.videos.video import Video

router = APIRouter(prefix="/iiif", tags=["export"], route_class=KeyFirstRoute)

LD_JSON: Final = "application/ld+json"
PRESENTATION: Final = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
SEARCH: Final = 'application/ld+json;profile="http://iiif.io/api/search/2/context.json"'
IGNORED: Final = ("motivation", "date", "user")  # parameters of Content Search 2 that narrow nothing here
DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The document, as JSON-LD.", "content": {LD_JSON: {"schema": {"type": "object"}}}}
}
NO_TRANSCRIPT: Final = {HTTPStatus.NOT_FOUND: "The video does not exist or has no transcript; `detail` says which."}
NOT_PROBED: Final = {HTTPStatus.NOT_FOUND: "The video does not exist, or its length is not known yet."}


@router.get(
    "/{video_id}/manifest.json",
    operation_id="get_iiif_manifest",
    summary="The video as an IIIF manifest",
    response_class=Response,
    responses={**DOCUMENT, **problem_responses(NOT_PROBED)},
)
def get_manifest(request: Request, service: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """Presentation 3: a canvas with duration, the upload, captions, chapters, and the search service."""
    video = visible_video(service, caller, video_id)
    probed = service.store.try_read_record(video_id, VideoRecord)
    if probed is None or probed.duration_s <= 0:
        raise Problem(
            HTTPStatus.NOT_FOUND, f"{video_id} has no manifest: its length is not known; it is {video.status}"
        )
    language, has_transcript = _language(service, video)
    document = manifest(
        video,
        probed,
        str(request.base_url),
        language=language,
        has_transcript=has_transcript,
        chapters=_chapters(service.store, video_id),
    )
    return _json(document, PRESENTATION)


@router.get(
    "/{video_id}/transcript.json",
    operation_id="get_iiif_transcript",
    summary="The transcript as Web Annotations",
    response_class=Response,
    responses={**DOCUMENT, **problem_responses(NO_TRANSCRIPT)},
)
async def get_transcript(
    request: Request, service: ServiceDep, caller: Searcher, turns: TurnsDep, video_id: VideoId
) -> Response:
    """A W3C annotation page: one annotation a segment, each on its seconds of the canvas."""
    return await turns.lists.run(partial(_transcript, service, caller, video_id, str(request.base_url)))


@router.get(
    "/{video_id}/search",
    operation_id="search_iiif",
    summary="Search in a video, for IIIF viewers",
    response_class=Response,
    responses={**DOCUMENT, **problem_responses(VIDEO_NOT_FOUND)},
)
async def search(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    q: Annotated[
        str, Query(max_length=1000, description="Words, separated by spaces, that all occur.", examples=["high tide"])
    ] = "",
) -> Response:
    """Content Search 2: the lines of the transcript and of the screen that have all the words."""
    return await turns.lists.run(partial(_search, service, caller, video_id, request, q))


def _chapters(store: Store, video_id: str) -> Chapters:
    """The chapters of a video; none where they were not looked for yet, or are being made anew."""
    stamp = store.stamp(video_id, CHAPTERS)
    with suppress(FileNotFoundError):
        return read_chapters(store, video_id, stamp).chapters if stamp else ()
    return ()


def _transcript(service: SearchService, caller: Caller, video_id: str, base_url: str) -> Response:
    video = visible_video(service, caller, video_id)
    try:
        require_transcript(service.store, video)
        transcript = read_transcript(service.store, video)
    except NoTranscript as missing:
        raise Problem(HTTPStatus.NOT_FOUND, str(missing)) from None
    return _json(transcript_page(IiifAddresses(base_url, video_id), transcript), PRESENTATION)


def _search(service: SearchService, caller: Caller, video_id: str, request: Request, query: str) -> Response:
    video = visible_video(service, caller, video_id)
    ignored = [name for name in IGNORED if name in request.query_params]
    lines = _lines(service, video, IiifAddresses(str(request.base_url), video_id))
    return _json(search_page(str(request.url), lines, query, ignored), SEARCH)


def _lines(service: SearchService, video: Video, at: IiifAddresses) -> Iterator[Any]:
    """The annotations of what is said and of what is written; of a video without one of them, of the other."""
    store = service.store
    with suppress(FileNotFoundError):
        yield from spoken(at, read_transcript(store, video))
    with suppress(FileNotFoundError):
        yield from written(at, store.read_table(video.video_id, SCREEN_TEXT), picture_size(store, video))


def _language(service: SearchService, video: Video) -> tuple[str | None, bool]:
    """The language of the transcript, and whether there is one."""
    try:
        return require_transcript(service.store, video).note.get("language"), True
    except NoTranscript:
        return None, False


def _json(document: dict[str, Any], media_type: str) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, media_type=media_type, headers={"Cache-Control": REVALIDATE})
