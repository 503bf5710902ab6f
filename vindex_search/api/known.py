"""What a caller may look at: one way to a video, one way to narrow a list."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Path

from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import Caller, Forbidden
from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.query.service import SearchService
from vindex_search.videos.video import Video, one_video

VideoId = Annotated[
    str, Path(description="A video's id, as `/v1/videos` lists it.", examples=["team--talk-0123456789"])
]


def known(library: SearchService, caller: Caller, video_id: str) -> Video:
    """A video that the caller sees.

    Raises:
        Problem: 404, the same for one that does not exist and for one of another workspace.
    """
    parts = VIDEO_ID_PATTERN.fullmatch(video_id)
    video = one_video(library.store, video_id) if parts and caller.sees(parts[1]) else None
    if video is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no video {video_id!r} here; /v1/videos lists them")
    return video


def narrowed(caller: Caller, asked: Sequence[str]) -> tuple[str, ...]:
    """The workspaces to look at; empty means every one there is.

    Raises:
        Problem: 422 where one is malformed, 403 where one is not the caller's.
    """
    try:
        return caller.narrowed([validate_workspace(workspace) for workspace in asked])
    except ValueError as malformed:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(malformed)) from None
    except Forbidden as refused:
        raise Problem(HTTPStatus.FORBIDDEN, str(refused)) from None
