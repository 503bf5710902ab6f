"""GET /v1/videos and what hangs on one video: its facts, its bytes, its frames."""

from __future__ import annotations

import mimetypes
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, RedirectResponse
from pydantic import BaseModel, Field

from vindex_search.access import LOCAL, Caller
from vindex_search.answers import play_url, thumbnail_url
from vindex_search.problems import Problem
from vindex_search.routes.caller import Searcher
from vindex_search.routes.opened import Library
from vindex_search.service import SearchService
from vindex_search.videos import Status, Video, all_videos, frame_at, one_video

router = APIRouter(prefix="/v1/videos", tags=["videos"])

MOST_VIDEOS: Final = 1000
POSTER_SHARE: Final = 0.1  # the first frame is often black; a tenth in, the subject is on screen


class VideoOut(BaseModel):
    """One video and how far it is."""

    video_id: str
    workspace: str
    title: str
    object_key: str
    status: Status
    reason: str | None = Field(description="Why it failed, in plain words.")
    failed_asset: str | None = Field(description="The step that failed.")
    duration_s: float | None
    uploaded_at: str | None
    thumbnail_url: str | None
    media_url: str
    play_url: str


class VideosAnswer(BaseModel):
    """Videos, ordered by id."""

    videos: list[VideoOut]
    next: str | None = Field(None, description="Address of the next page; null: there is none.")


def video_out(video: Video) -> VideoOut:
    """A video with the addresses that a page needs."""
    return VideoOut(
        video_id=video.video_id,
        workspace=video.workspace,
        title=video.title,
        object_key=video.object_key,
        status=video.status,
        reason=video.reason,
        failed_asset=video.failed_asset,
        duration_s=video.duration_s,
        uploaded_at=video.uploaded_at,
        thumbnail_url=thumbnail_url(video, (video.duration_s or 0.0) * POSTER_SHARE),
        media_url=f"/v1/videos/{video.video_id}/media",
        play_url=play_url(video.video_id, 0.0),
    )


def videos_answer(
    service: SearchService,
    caller: Caller = LOCAL,
    *,
    status: Status | None = None,
    workspace: str | None = None,
    after: str = "",
    limit: int,
) -> VideosAnswer:
    """A page of the videos that a caller sees, for HTTP and for `vindex videos --json` alike."""
    workspaces = caller.narrowed((workspace,) if workspace else ())
    chosen = (
        video
        for video in all_videos(service.store)
        if video.video_id > after
        and (status is None or video.status == status)
        and (not workspaces or video.workspace in workspaces)
    )
    page = [video_out(video) for video in islice(chosen, limit + 1)]
    if len(page) <= limit:
        return VideosAnswer(videos=page)
    asked = {"status": status, "workspace": workspace, "after": page[limit - 1].video_id, "limit": limit}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return VideosAnswer(videos=page[:limit], next=f"/v1/videos?{query}")


@router.get("")
def list_videos(
    library: Library,
    caller: Searcher,
    status: Annotated[Status | None, Query(description="Only videos in this state.")] = None,
    workspace: Annotated[str | None, Query(description="Only this workspace.")] = None,
    after: Annotated[str, Query(description="Only videos after this id: `next` gives it.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_VIDEOS)] = 100,
) -> VideosAnswer:
    """The videos of the library with their status and, where they failed, the reason."""
    return videos_answer(library, caller, status=status, workspace=workspace, after=after, limit=limit)


@router.get("/{video_id}")
def get_video(library: Library, caller: Searcher, video_id: str) -> VideoOut:
    """One video."""
    return video_out(_known(library, caller, video_id))


@router.get("/{video_id}/media", response_model=None)
def get_media(library: Library, caller: Searcher, video_id: str) -> Response:
    """The uploaded file, with byte ranges; on S3 a redirect to a presigned address."""
    video = _known(library, caller, video_id)
    address = library.bucket.url(video.object_key)
    if address:
        return RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT)
    if library.bucket.stat(video.object_key) is None:
        raise Problem(HTTPStatus.GONE, f"the upload {video.object_key!r} is no longer there")
    kind = mimetypes.guess_type(video.object_key)[0] or "application/octet-stream"
    with library.bucket.local(video.object_key) as path:
        return FileResponse(path, media_type=kind)


@router.get("/{video_id}/thumbnail", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def get_thumbnail(
    library: Library, caller: Searcher, video_id: str, t: Annotated[float, Query(ge=0)] = 0.0
) -> Response:
    """The kept frame on screen at `t` seconds."""
    picture = frame_at(library.store, _known(library, caller, video_id).video_id, t)
    if picture is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video_id} has no frames")
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _known(library: SearchService, caller: Caller, video_id: str) -> Video:
    video = one_video(library.store, video_id)
    if video is None or not caller.sees(video.workspace):
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no video {video_id!r} here; /v1/videos lists them")
    return video
