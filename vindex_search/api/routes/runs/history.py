"""GET /v1/videos/{id}/history: every attempt at a video, by run."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from vindex_search.api.dependencies import Searcher, ServiceDep, TurnsDep, VideoId, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.runs.history import MAX_RUNS, HistoryAnswer, history_answer
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.storage.runs.history import list_attempts
from vindex_search.videos.activity.history import runs_of_video

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)


@router.get(
    "/{video_id}/history",
    operation_id="get_history",
    summary="Every attempt at a video",
    responses=problem_responses(VIDEO_NOT_FOUND),
)
async def get_history(
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    after: Annotated[
        str, Query(description="Only runs before this one; `next` of a page contains its id.", max_length=100)
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_RUNS, description="Maximum number of runs.")] = 20,
) -> HistoryAnswer:
    """The runs of the video, the newest first: who asked, every try of every step, and why it failed."""
    return await turns.lists.run(partial(_history, service, caller, video_id, after, limit))


def _history(service: SearchService, caller: Caller, video_id: str, after: str, limit: int) -> HistoryAnswer:
    visible_video(service, caller, video_id)
    working = frozenset(step.heartbeat.run_id for step in service.work.current().on_video(video_id))
    return history_answer(
        video_id,
        runs_of_video(list_attempts(service.store, video_id), working),
        dagster_url=service.settings.dagster_url,
        after=after,
        limit=limit,
        with_hosts=caller.has_permission("admin"),
    )
