"""GET /v1/videos/{id}/media and /thumbnail: the uploaded file, and single frames."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from vindex_search.api.dependencies import Searcher, ServiceDep, VideoId, visible_video
from vindex_search.api.openapi import file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.video.opened_file import OpenedFileResponse
from vindex_search.common.text import visible
from vindex_search.contract.media_types import media_type
from vindex_search.query.service import SearchService
from vindex_search.storage.bucket import ObjectInfo
from vindex_search.videos.playback.media_check import is_found_media
from vindex_search.videos.video import Video, frame_at, poster_time

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)

THUMBNAIL_CACHE_CONTROL: Final = "private, max-age=3600"
MEDIA_NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "There is no such video, or its file is neither video nor audio."}


@router.head("/{video_id}/media", include_in_schema=False, response_model=None)
@router.get(
    "/{video_id}/media",
    operation_id="get_media",
    summary="The uploaded file",
    response_model=None,
    responses={
        **file_response("video/*", "The whole file."),
        206: {"description": "The requested byte range."},
        307: {"description": "Uploads are on S3: a presigned URL, valid for an hour, that supports ranges too."},
        416: {"description": "The range begins after the end of the file."},
        **problem_responses({**MEDIA_NOT_FOUND, HTTPStatus.GONE: "The upload no longer exists."}),
    },
)
def get_media(request: Request, service: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """For `<video>` and downloads. HEAD returns the size and the media type."""
    video = visible_video(service, caller, video_id)
    upload = _require_media(service, video)
    url = service.bucket.url(upload.key)
    if url is None:
        return _local_file(service, upload.key)
    if request.method == "HEAD":  # a URL is signed for one method, GET
        return _head_response(upload)
    return RedirectResponse(url, HTTPStatus.TEMPORARY_REDIRECT)


def _require_media(service: SearchService, video: Video) -> ObjectInfo:
    """The upload of a video; raises 410 where it is gone, and 404 where nobody found it to be media."""
    upload = service.bucket.stat(video.object_key)
    if upload is None:
        raise _gone(video.object_key)
    try:
        if is_found_media(service.store, service.bucket, video.video_id, upload):
            return upload
    except FileNotFoundError:
        raise _gone(upload.key) from None
    raise Problem(HTTPStatus.NOT_FOUND, f"the upload {upload.key!r} is not served: it is neither video nor audio")


def _gone(key: str) -> Problem:
    return Problem(HTTPStatus.GONE, f"the upload {key!r} no longer exists")


def _local_file(service: SearchService, key: str) -> Response:
    try:
        file = service.bucket.open(key)
    except FileNotFoundError:
        file = None
    if file is None:  # since it was looked at
        raise _gone(key)
    name = visible(PurePosixPath(key).name)  # under which a browser saves it
    return OpenedFileResponse(file, media_type=media_type(key), filename=name)


def _head_response(upload: ObjectInfo) -> Response:
    headers = {"Content-Length": str(upload.size), "Accept-Ranges": "bytes", "ETag": f'"{upload.version}"'}
    return Response(media_type=media_type(upload.key), headers=headers)


@router.get(
    "/{video_id}/thumbnail",
    operation_id="get_thumbnail",
    summary="One frame",
    response_class=Response,
    responses={
        **file_response("image/jpeg", "The frame, at most 512 pixels on its short side."),
        **problem_responses({HTTPStatus.NOT_FOUND: "There is no such video, or it has no frames."}),
    },
)
def get_thumbnail(
    service: ServiceDep,
    caller: Searcher,
    video_id: VideoId,
    t: Annotated[
        float | None,
        Query(ge=0, description="Seconds from the start; without it: the frame that shows the video.", examples=[12.5]),
    ] = None,
) -> Response:
    """The kept frame on screen at `t` seconds as JPEG, or the nearest one; without `t` the picture of the video."""
    video = visible_video(service, caller, video_id)
    jpeg = frame_at(service.store, video_id, poster_time(service.store, video) if t is None else t)
    if jpeg is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video_id} has no frames")
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": THUMBNAIL_CACHE_CONTROL})
