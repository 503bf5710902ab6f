"""GET /v1/videos, one of them, its removal, and another try where it failed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from vindex_search.api.dependencies import Admin, ServiceDep, Searcher, VideoId, allowed_workspaces, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.schemas.videos import MAX_VIDEOS, VideoOut, VideosAnswer, video_out, videos_answer
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.contract.records import Status
from vindex_search.videos import delete
from vindex_search.videos.delete import VideoBusy, UnknownVideo, require_idle
from vindex_search.videos.retry import NotFailed, retry_video
from vindex_search.videos.video import VideoFilter

router = APIRouter(prefix="/v1/videos", tags=["videos"])


@router.get(
    "",
    operation_id="list_videos",
    summary="The videos of the library",
    responses=problem_responses(
        {
            HTTPStatus.FORBIDDEN: "A workspace that was asked for is not the caller's.",
            HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is malformed.",
        }
    ),
)
def list_videos(
    library: ServiceDep,
    caller: Searcher,
    status: Annotated[Status | None, Query(description="Only videos in this state.", examples=["failed"])] = None,
    workspace: Annotated[
        list[str] | None, Query(description="Only these workspaces; may be repeated.", examples=[["team"]])
    ] = None,
    tag: Annotated[str | None, Query(description="Only videos with this tag.", examples=["lectures"])] = None,
    after: Annotated[str, Query(description="Only videos after this id: `next` of the page before has it.")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_VIDEOS, description="At most so many.")] = 100,
) -> VideosAnswer:
    """Videos ordered by workspace and id, with their status and, where they failed, the reason."""
    if after and not VIDEO_ID_PATTERN.fullmatch(after):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"after={after!r} is no video id; `next` gives the address")
    wanted = VideoFilter(status, allowed_workspaces(caller, workspace or ()), tag, after)
    return videos_answer(library.store, library.settings, wanted, limit=limit)


@router.get("/{video_id}", operation_id="get_video", summary="One video", responses=problem_responses(VIDEO_NOT_FOUND))
def get_video(library: ServiceDep, caller: Searcher, video_id: VideoId) -> VideoOut:
    """How far it is, and where its media, transcript and storyboard are."""
    return video_out(library.store, library.settings, visible_video(library, caller, video_id))


@router.delete(
    "/{video_id}",
    operation_id="delete_video",
    summary="Remove a video",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problem_responses({**VIDEO_NOT_FOUND, HTTPStatus.CONFLICT: "A run works on it."}),
)
def delete_video(
    library: ServiceDep,
    caller: Admin,
    video_id: VideoId,
    upload: Annotated[
        bool, Query(description="Delete the uploaded file and its subtitle files too; else a newer version comes back.")
    ] = False,
) -> None:
    """Searches no longer find it when this answers; Dagster's partition goes when its sensor looks next."""
    video = visible_video(library, caller, video_id)
    try:
        require_idle(video)
        delete.delete_video(library.settings, library.store, library.bucket, video_id, upload=upload)
    except VideoBusy as busy:
        raise Problem(HTTPStatus.CONFLICT, str(busy)) from None
    except UnknownVideo as gone:  # somebody else deleted it just now
        raise Problem(HTTPStatus.NOT_FOUND, str(gone)) from None
    library.refresh_video(video_id)


@router.post(
    "/{video_id}/retry",
    operation_id="retry_video",
    summary="Try a failed video again",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses({**VIDEO_NOT_FOUND, HTTPStatus.CONFLICT: "It has not failed."}),
)
def retry_video(library: ServiceDep, caller: Admin, video_id: VideoId) -> VideoOut:
    """What is held against it is taken back, and the next tick of the upload sensor asks for it; how far it is now."""
    try:
        retry_video(library.store, visible_video(library, caller, video_id))
    except NotFailed as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    library.refresh_video(video_id)
    return video_out(library.store, library.settings, visible_video(library, caller, video_id))
