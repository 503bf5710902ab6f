"""The bytes of a video as players and pages need them: the uploaded file, and single frames."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from vindex_search.api.dependencies import ServiceDep, Searcher, VideoId, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.contract.media_types import media_type
from vindex_search.storage.bucket import ObjectInfo
from vindex_search.videos.video import frame_at

router = APIRouter(prefix="/v1/videos", tags=["videos"])

FRAME_KEPT: Final = "private, max-age=3600"


@router.head("/{video_id}/media", include_in_schema=False, response_model=None)
@router.get(
    "/{video_id}/media",
    operation_id="get_media",
    summary="The uploaded file",
    response_model=None,
    responses={
        **file_response("video/*", "The file, whole."),
        206: {"description": "The bytes that the Range header asks for."},
        307: {"description": "Uploads are on S3: to an address that is good for an hour and takes ranges too."},
        416: {"description": "The file ends before the range begins."},
        **problem_responses({**VIDEO_NOT_FOUND, HTTPStatus.GONE: "The upload is no longer there."}),
    },
)
def get_media(request: Request, library: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """For `<video>` and downloads; HEAD gives its size and type."""
    video = visible_video(library, caller, video_id)
    upload = library.bucket.stat(video.object_key)
    if upload is None:
        raise Problem(HTTPStatus.GONE, f"the upload {video.object_key!r} is no longer there")
    address = library.bucket.url(upload.key)
    if address is None:
        with library.bucket.local(upload.key) as path:
            return _file(str(path), upload.key)
    # An address is signed for one method: what HEAD asks for is known here.
    return _facts(upload) if request.method == "HEAD" else RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT)


def _file(path: str, key: str) -> FileResponse:
    name = PurePosixPath(key).name
    return FileResponse(path, media_type=media_type(key), filename=name, content_disposition_type="inline")


def _facts(upload: ObjectInfo) -> Response:
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
    library: ServiceDep,
    caller: Searcher,
    video_id: VideoId,
    t: Annotated[float, Query(ge=0, description="Seconds from the start of the video.", examples=[12.5])] = 0.0,
) -> Response:
    """The kept frame that is on screen at `t` seconds, or the nearest one."""
    picture = frame_at(library.store, visible_video(library, caller, video_id).video_id, t)
    if picture is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video_id} has no frames")
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": FRAME_KEPT})
