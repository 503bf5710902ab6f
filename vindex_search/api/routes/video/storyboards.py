"""GET /v1/videos/{id}/storyboard.vtt and its sheets: the thumbnails that a player shows over its timeline."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from vindex_search.api.dependencies import Searcher, ServiceDep, VideoId, visible_video
from vindex_search.api.openapi import NOT_MODIFIED, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.etag import conditional_response
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.contract.artefacts import FRAMES, STORYBOARD
from vindex_search.query.service import SearchService
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.video import Video

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)

SHEET_PATTERN: Final = r"^[0-9]{3,6}$"
SHEET_CACHE_CONTROL: Final = "private, max-age=300"  # players request the same sheet at each move of the pointer
NO_STORYBOARD: Final = problem_responses(
    {HTTPStatus.NOT_FOUND: "The video does not exist or has no storyboard; `detail` gives the reason."}
)


@router.get(
    "/{video_id}/storyboard.vtt",
    operation_id="get_storyboard",
    summary="The storyboard as WebVTT",
    response_class=Response,
    responses={
        **file_response("text/vtt", "One cue per thumbnail: the sheet's address and the region on it."),
        **NOT_MODIFIED,
        **NO_STORYBOARD,
    },
)
def get_storyboard(request: Request, service: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """Each cue names a sheet, relative to this address, and a region on it: `storyboard/000.jpg#xywh=0,0,160,90`."""
    video = visible_video(service, caller, video_id)
    stamp = _require_stamp(service, video, STORYBOARD)
    return conditional_response(request, stamp.fingerprint, "text/vtt", lambda: _read(service, video, STORYBOARD))


@router.get(
    "/{video_id}/storyboard/{sheet}.jpg",
    operation_id="get_storyboard_sheet",
    summary="One sheet of the storyboard",
    response_class=Response,
    responses={**file_response("image/jpeg", "A sprite sheet: thumbnails in rows."), **NOT_MODIFIED, **NO_STORYBOARD},
)
def get_sheet(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    video_id: VideoId,
    sheet: Annotated[
        str, Path(pattern=SHEET_PATTERN, description="Number of the sheet, as in the WebVTT.", examples=["000"])
    ],
) -> Response:
    """A JPEG sprite sheet that `storyboard.vtt` names."""
    video = visible_video(service, caller, video_id)
    artefact = f"storyboard/{sheet}.jpg"
    stamp = _require_stamp(service, video, artefact)
    return conditional_response(
        request,
        stamp.fingerprint,
        "image/jpeg",
        lambda: _read(service, video, artefact),
        cache_control=SHEET_CACHE_CONTROL,
    )


def _read(service: SearchService, video: Video, artefact: str) -> bytes:
    with service.store.local_path(video.video_id, artefact) as path:
        return path.read_bytes()


def _require_stamp(service: SearchService, video: Video, artefact: str) -> Stamp:
    """The stamp of a storyboard artefact; raises 404 with the reason where there is none."""
    frames = service.store.stamp(video.video_id, FRAMES)
    if frames and "absent" in frames.note:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no storyboard: {frames.note['absent']}")
    stamp = service.store.stamp(video.video_id, artefact)
    if stamp is None:
        reason = f"; it failed: {video.reason}" if video.reason else ""
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no {artefact}{reason}")
    return stamp
