"""GET /v1/videos/{id}/chapters and /chapters.vtt: the named parts of a video."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from vindex_search.api.dependencies import Searcher, ServiceDep, TurnsDep, VideoId, visible_video
from vindex_search.api.openapi import NOT_MODIFIED, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.etag import conditional_response
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.chapters import ChaptersOut, chapters_out
from vindex_search.auth.permissions import Caller
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.query.service import SearchService
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.playback.chapters import read_chapters, to_chapters_vtt
from vindex_search.videos.video import Video

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)

VTT_TYPE: Final = "text/vtt"
NOT_YET: Final = problem_responses(
    {HTTPStatus.NOT_FOUND: "The video does not exist, or its chapters were not looked for yet."}
)


@router.get(
    "/{video_id}/chapters",
    operation_id="get_chapters",
    summary="The chapters",
    response_model=ChaptersOut,
    responses={**NOT_MODIFIED, **NOT_YET},
)
async def get_chapters(
    request: Request, service: ServiceDep, caller: Searcher, turns: TurnsDep, video_id: VideoId
) -> Response:
    """Of the file, of a chapter file beside it, or made of its slides or topics; an empty list where it is one part."""
    return await turns.lists.run(partial(_as_json, request, service, caller, video_id))


@router.get(
    "/{video_id}/chapters.vtt",
    operation_id="get_chapters_vtt",
    summary="The chapters as WebVTT",
    response_class=Response,
    responses={**file_response(VTT_TYPE, "One cue per chapter."), **NOT_MODIFIED, **NOT_YET},
)
async def get_chapters_vtt(
    request: Request, service: ServiceDep, caller: Searcher, turns: TurnsDep, video_id: VideoId
) -> Response:
    """For `<track kind="chapters">`, and to be kept beside the video as `talk.chapters.vtt`."""
    return await turns.lists.run(partial(_as_vtt, request, service, caller, video_id))


def _as_json(request: Request, service: SearchService, caller: Caller, video_id: str) -> Response:
    video, stamp = _require_chapters(service, visible_video(service, caller, video_id))

    def body() -> str:
        return chapters_out(video, read_chapters(service.store, video.video_id, stamp)).model_dump_json()

    return conditional_response(request, stamp.fingerprint, "application/json", body)


def _as_vtt(request: Request, service: SearchService, caller: Caller, video_id: str) -> Response:
    video, stamp = _require_chapters(service, visible_video(service, caller, video_id))

    def body() -> str:
        return to_chapters_vtt(read_chapters(service.store, video.video_id, stamp))

    return conditional_response(request, stamp.fingerprint, VTT_TYPE, body)


def _require_chapters(service: SearchService, video: Video) -> tuple[Video, Stamp]:
    """The video and the stamp of its chapters; raises 404 with the reason where they were not looked for yet."""
    stamp = service.store.stamp(video.video_id, CHAPTERS)
    if stamp is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no chapters yet; it is {video.status}")
    return video, stamp
