"""GET /v1/videos and /v1/videos/{id}, DELETE and POST .../retry: list, show, delete and retry videos."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from vindex_search.api.dependencies import (
    Admin,
    Searcher,
    ServiceDep,
    TurnsDep,
    VideoId,
    actor_of,
    allowed_workspaces,
    visible_video,
)
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas import described
from vindex_search.api.schemas.list_filters import ListFilters, ListFiltersDep
from vindex_search.api.schemas.query.search import MAX_FILTER_VALUES
from vindex_search.api.schemas.runs.filters import WorkFilters, WorkFiltersDep
from vindex_search.api.schemas.videos import MAX_VIDEOS, ListedWith, VideoOut, VideosAnswer, video_out, videos_answer
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.contract.records import Status
from vindex_search.query.service import SearchService
from vindex_search.videos import delete
from vindex_search.videos.control import retry
from vindex_search.videos.control.retry import NotFailed
from vindex_search.videos.delete import UnknownVideo, VideoBusy, require_idle
from vindex_search.videos.facets.library import ListScope
from vindex_search.videos.video import Video, VideoFilter

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)


@router.get(
    "",
    operation_id="list_videos",
    summary="The videos of the library",
    responses=problem_responses(
        {
            HTTPStatus.FORBIDDEN: "A requested workspace is not the caller's.",
            HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is malformed.",
        }
    ),
)
async def list_videos(
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    chosen: ListFiltersDep,
    failures: WorkFiltersDep,
    status: Annotated[Status | None, Query(description="Only videos with this status.", examples=["failed"])] = None,
    workspace: Annotated[
        list[Annotated[str, Field(json_schema_extra=described.WORKSPACE)]] | None,
        Query(description="Only these workspaces; may be repeated.", examples=[["team"]]),
    ] = None,
    tag: Annotated[
        list[str] | None,
        Query(
            description="Only videos with this tag; may be repeated.",
            max_length=MAX_FILTER_VALUES,
            examples=[["lectures"]],
        ),
    ] = None,
    after: Annotated[
        str,
        Query(
            description="Only videos after this id, in the order of the list; `next` of a page contains it.",
            json_schema_extra=described.VIDEO_ID_OR_NONE,
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_VIDEOS, description="Maximum number of videos.")] = 100,
) -> VideosAnswer:
    """Videos ordered by workspace and id, each with its status and, where it failed, the reason."""
    if after and not VIDEO_ID_PATTERN.fullmatch(after):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"after={after!r} is no video id; use the address in `next`")
    workspaces = allowed_workspaces(caller, workspace or ())
    filters = VideoFilter(status=status, workspaces=workspaces, tag=_only(tag), after=after)
    where = failures.narrow(chosen.where(workspaces=tuple(workspace or ()), tags=tuple(tag or ())))
    scope = ListScope(status, where, chosen.channel_names, visible=caller.workspaces)
    return await turns.lists.run(partial(_list, service, filters, scope, chosen, failures, limit))


@router.get("/{video_id}", operation_id="get_video", summary="One video", responses=problem_responses(VIDEO_NOT_FOUND))
def get_video(service: ServiceDep, caller: Searcher, video_id: VideoId) -> VideoOut:
    """Status of the video and of each asset, and the addresses of its media, transcript and storyboard."""
    return _video_out(service, visible_video(service, caller, video_id))


@router.delete(
    "/{video_id}",
    operation_id="delete_video",
    summary="Delete a video",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problem_responses(
        {
            **VIDEO_NOT_FOUND,
            HTTPStatus.CONFLICT: "A run is processing the video.",
            HTTPStatus.SERVICE_UNAVAILABLE: "The Qdrant server or the audit log fails; nothing was deleted.",
        }
    ),
)
def delete_video(
    request: Request,
    service: ServiceDep,
    caller: Admin,
    video_id: VideoId,
    upload: Annotated[
        bool,
        Query(description="Delete the uploaded file and its sidecars too; otherwise a new version of it is indexed."),
    ] = False,
) -> None:
    """Searches no longer find the video from now on; the next tick of the upload sensor deletes its partition."""
    video = visible_video(service, caller, video_id)
    try:
        require_idle(video, service.store)
        actor = actor_of(request, caller)
        delete.delete_video(service.settings, service.store, service.bucket, video_id, upload=upload, actor=actor)
    except VideoBusy as busy:
        raise Problem(HTTPStatus.CONFLICT, str(busy)) from None
    except UnknownVideo as gone:  # deleted by another request meanwhile
        raise Problem(HTTPStatus.NOT_FOUND, str(gone)) from None
    service.refresh_video(video_id)


@router.post(
    "/{video_id}/retry",
    operation_id="retry_video",
    summary="Retry a failed or cancelled video",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses(
        {**VIDEO_NOT_FOUND, HTTPStatus.CONFLICT: "The video has neither failed nor was it cancelled."}
    ),
)
def retry_video(request: Request, service: ServiceDep, caller: Admin, video_id: VideoId) -> VideoOut:
    """Clear failure, attempts and cancellation; the next tick of the upload sensor requests a run for the video."""
    try:
        video = visible_video(service, caller, video_id)
        retry.retry_video(service.store, video, actor=actor_of(request, caller))
    except NotFailed as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    service.refresh_video(video_id)
    return _video_out(service, visible_video(service, caller, video_id))


def _only(tags: list[str] | None) -> str | None:
    """The tag, where there is one: of lists by one tag more is remembered than of lists by several."""
    return tags[0] if tags and len(tags) == 1 else None


def _list(
    service: SearchService,
    filters: VideoFilter,
    scope: ListScope,
    chosen: ListFilters,
    failures: WorkFilters,
    limit: int,
) -> VideosAnswer:
    library, names = service.library_facets(), chosen.facet_names
    scope = replace(scope, work=failures.work_filter(service.settings))
    if scope.work.is_of_failures and filters.status is None:
        filters = replace(filters, status="failed")  # which need not read the records of all others
    return videos_answer(
        service.store,
        service.settings,
        filters,
        limit=limit,
        recogniser=service.models.recogniser,
        memory=service.listing_memory(),
        listed=ListedWith(
            accepts=library.accepts(scope),
            parameters={**chosen.parameters, **failures.parameters, "tag": scope.where.tags},
            facets=library.count(scope, names) if names else None,
        ),
        work=service.work.current(),
    )


def _video_out(service: SearchService, video: Video) -> VideoOut:
    work = service.work.current()
    return video_out(service.store, service.settings, video, recogniser=service.models.recogniser, work=work)
