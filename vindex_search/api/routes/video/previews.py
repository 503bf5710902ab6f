"""GET /v1/videos/{id}/preview: what browsers can play of a film that they refuse, in segments made when asked for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from vindex_search.api.dependencies import Searcher, ServiceDep, VideoId, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.previews import PreviewOut, preview_out, version_suffix
from vindex_search.auth.permissions import Caller
from vindex_search.clips.asked import ClipRefused
from vindex_search.clips.preview.previews import LOOK_S
from vindex_search.contract.records import VideoRecord
from vindex_search.query.service import SearchService
from vindex_search.sandbox.failures import Transient, VideoFailure
from vindex_search.videos.playback.browser_support import browser_support

router = APIRouter(prefix="/v1/videos", tags=["previews"], route_class=KeyFirstRoute)

CACHE_CONTROL: Final = "private, max-age=86400, immutable"  # the version of the upload is in the address
PLAY_LIST_TYPE: Final = "application/vnd.apple.mpegurl"
REFUSALS: Final = {
    **VIDEO_NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY: "There is no preview of it: it is not probed yet, or cannot be decoded.",
    HTTPStatus.SERVICE_UNAVAILABLE: "It takes longer, or too many previews are made: ask again.",
}

Number = Annotated[int, Path(ge=0, description="The segment's number, from 0 on.", examples=[0])]


@router.get(
    "/{video_id}/preview",
    operation_id="get_preview",
    summary="The preview of a video",
    responses=problem_responses(REFUSALS),
)
def get_preview(service: ServiceDep, caller: Searcher, video_id: VideoId) -> PreviewOut:
    """Whether browsers play the upload itself and, where they do not, what to play in its place."""
    video = visible_video(service, caller, video_id)
    with _refused():
        spec = service.previews.spec(video)
    record = service.store.read_record(video_id, VideoRecord)
    if record is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the video was removed since")
    support = browser_support(record.manifest, video.object_key)
    return preview_out(video, spec, support, record.manifest.get("hdr"))


@router.get(
    "/{video_id}/preview.m3u8",
    operation_id="get_preview_play_list",
    summary="The play list of a preview",
    response_class=Response,
    responses={**file_response(PLAY_LIST_TYPE, "HLS with fragmented MP4."), **problem_responses(REFUSALS)},
)
def get_play_list(service: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """For players that know HTTP Live Streaming."""
    video = visible_video(service, caller, video_id)
    with _refused():
        text = service.previews.spec(video).play_list(version_suffix(video))
    return Response(text, media_type=PLAY_LIST_TYPE)


@router.get(
    "/{video_id}/preview/init.mp4",
    operation_id="get_preview_init",
    summary="The beginning of a preview",
    response_class=Response,
    responses={**file_response("video/mp4", "What players need once."), **problem_responses(REFUSALS)},
)
def get_init(service: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """The tracks and their codecs, before any segment."""
    video = visible_video(service, caller, video_id)
    with _refused():
        return _media(service.previews.init(video))


@router.get(
    "/{video_id}/preview/{number}.m4s",
    operation_id="get_preview_segment",
    summary="A segment of a preview",
    response_class=Response,
    responses={**file_response("video/mp4", "The segment."), **problem_responses(REFUSALS)},
)
async def get_segment(
    request: Request, service: ServiceDep, caller: Searcher, video_id: VideoId, number: Number
) -> Response:
    """Four seconds of the film, at the film's own times; made now where it is not kept."""
    gone = threading.Event()
    made = asyncio.ensure_future(asyncio.to_thread(_segment, service, caller, video_id, number, gone))
    while not (await asyncio.wait({made}, timeout=LOOK_S))[0]:
        if await request.is_disconnected():  # the viewer is elsewhere by now, and waits for another segment
            gone.set()
    return await made


def _segment(service: SearchService, caller: Caller, video_id: str, number: int, gone: threading.Event) -> Response:
    video = visible_video(service, caller, video_id)
    with _refused():
        return _media(service.previews.segment(video, number, gone))


def _media(data: bytes) -> Response:
    return Response(data, media_type="video/mp4", headers={"Cache-Control": CACHE_CONTROL})


@contextmanager
def _refused() -> Iterator[None]:
    """Context manager: why there is no preview, as a problem."""
    try:
        yield
    except ClipRefused as refused:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)) from None
    except Transient as failure:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, failure.reason) from None
    except VideoFailure as failure:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, failure.reason) from None
