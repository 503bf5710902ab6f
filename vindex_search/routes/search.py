"""GET /v1/search: a plain sentence in, moments out."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query

from vindex_search.answers import SearchAnswer
from vindex_search.contract import CHANNELS, VIDEO_ID_PATTERN, WORKSPACE_PATTERN, Channel
from vindex_search.problems import Problem
from vindex_search.retrieve import Scope
from vindex_search.routes.caller import Searcher
from vindex_search.routes.opened import ReadyLibrary

router = APIRouter(prefix="/v1", tags=["search"])

LONGEST_QUERY: Final = 1000  # characters; the text models read some 500 tokens at most
MOST_MOMENTS: Final = 100


@router.get("/search")
def search(
    library: ReadyLibrary,
    caller: Searcher,
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="What to find, as a plain sentence.")],
    workspace: Annotated[str | None, Query(description="Only this workspace.")] = None,
    video_id: Annotated[list[str] | None, Query(description="Only these videos.")] = None,
    channels: Annotated[str | None, Query(description=f"Only these, comma separated: {', '.join(CHANNELS)}.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_MOMENTS, description="At most so many moments.")] = 10,
) -> SearchAnswer:
    """The moments that answer a sentence best, each with its evidence."""
    if not q.strip():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "q is empty: say in a few words what to find")
    asked = scope(workspace, video_id or [], channels)
    return library.search(q.strip(), replace(asked, workspaces=caller.narrowed(asked.workspaces)), limit=limit)


def scope(workspace: str | None, video_ids: list[str], channels: str | None) -> Scope:
    """What the parameters allow to be searched.

    Raises:
        Problem: 422, where a workspace, a video id or a channel is malformed.
    """
    if workspace and not WORKSPACE_PATTERN.fullmatch(workspace):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"workspace {workspace!r} is not [a-z0-9][a-z0-9-]{{0,40}}")
    for video_id in video_ids:
        if not VIDEO_ID_PATTERN.fullmatch(video_id):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{video_id!r} is no video id; /v1/videos lists them")
    return Scope((workspace,) if workspace else (), tuple(video_ids), _channels(channels))


def _channels(given: str | None) -> tuple[Channel, ...]:
    if not given:
        return CHANNELS
    names = [name.strip() for name in given.split(",")]
    unknown = [name for name in names if name not in CHANNELS]
    if unknown:
        allowed = ", ".join(CHANNELS)
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"channel {unknown[0]!r} is unknown; allowed: {allowed}")
    return tuple(channel for channel in CHANNELS if channel in names)
