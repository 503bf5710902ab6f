"""POST /v1/videos/{id}/cancel and PUT /v1/videos/{id}/priority: steer the runs of a video."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request

from vindex_search.api.dependencies import Admin, ServiceDep, VideoId, actor_of, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.runs.control import PriorityRequest
from vindex_search.api.schemas.videos import VideoOut, video_out
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.videos.control import cancel, priority

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)


@router.post(
    "/{video_id}/cancel",
    operation_id="cancel_video",
    summary="Cancel a video",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses({**VIDEO_NOT_FOUND, HTTPStatus.CONFLICT: "The video is indexed."}),
)
def cancel_video(request: Request, service: ServiceDep, caller: Admin, video_id: VideoId) -> VideoOut:
    """No run is requested for this version of the video, and a step that works on it stops within ten seconds.

    A retry takes it back; a new version of the upload is indexed.
    """
    video = visible_video(service, caller, video_id)
    try:
        cancel.cancel_video(service.store, video, actor=actor_of(request, caller))
    except cancel.NotCancellable as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    return _changed(service, caller, video_id)


@router.put(
    "/{video_id}/priority",
    operation_id="set_video_priority",
    summary="Set the priority of a video",
    responses=problem_responses(
        {
            **VIDEO_NOT_FOUND,
            HTTPStatus.CONFLICT: "The video is indexed.",
            HTTPStatus.UNPROCESSABLE_ENTITY: "The priority is not known.",
        }
    ),
)
def set_priority(
    request: Request, service: ServiceDep, caller: Admin, video_id: VideoId, body: PriorityRequest
) -> VideoOut:
    """The video is worked on before or after others of its workspace, until it is indexed; no workspace gets more."""
    video = visible_video(service, caller, video_id)
    try:
        priority.set_priority(service.store, video, body.priority, actor=actor_of(request, caller))
    except priority.NotWaiting as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    return _changed(service, caller, video_id)


def _changed(service: SearchService, caller: Caller, video_id: str) -> VideoOut:
    """The video as it is now; searches see it at once."""
    service.refresh_video(video_id)
    video = visible_video(service, caller, video_id)
    return video_out(service.store, service.settings, video, recogniser=service.models.recogniser)
