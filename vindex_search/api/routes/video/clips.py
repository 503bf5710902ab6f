"""POST /v1/videos/{id}/clips and GET /v1/clips/{job}: a range of a video as a file."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path as FilePath
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from upath import UPath

from vindex_search.api.dependencies import Searcher, ServiceDep, VideoId, visible_video
from vindex_search.api.openapi import VIDEO_NOT_FOUND, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.video.opened_file import OpenedFileResponse
from vindex_search.api.schemas.clips import ClipOut, ClipRequest, clip_out
from vindex_search.auth.permissions import Caller
from vindex_search.clips import shelf
from vindex_search.clips.asked import ClipRefused, video_of_job
from vindex_search.clips.record import ClipRecord
from vindex_search.common.clock_time import player_time
from vindex_search.common.text import visible
from vindex_search.contract.ids import workspace_of_video
from vindex_search.query.service import SearchService
from vindex_search.storage import files

router = APIRouter(prefix="/v1", tags=["clips"], route_class=KeyFirstRoute)

MEDIA_TYPES: Final = {"mp4": "video/mp4", "m4a": "audio/mp4", "gif": "image/gif"}
SIGNED_S: Final = 3600  # for which an address of S3 is valid
JOB_NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "There is no such clip here, or it is not done, or its time is over."}

JobId = Annotated[
    str,
    Path(description="The job's id, as its POST told it.", examples=["team--talk-0123456789.0123456789abcdef"]),
]


@router.post(
    "/videos/{video_id}/clips",
    operation_id="make_clip",
    summary="Make a clip",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses(
        {
            **VIDEO_NOT_FOUND,
            HTTPStatus.UNPROCESSABLE_ENTITY: "The clip cannot be made: `detail` says what is allowed.",
            HTTPStatus.SERVICE_UNAVAILABLE: "Too many clips are waiting or kept.",
        }
    ),
)
def make_clip(service: ServiceDep, caller: Searcher, video_id: VideoId, body: ClipRequest) -> ClipOut:
    """A moment or any range as a file, made by a job; the same asked again is the same job.

    A clip has at most half an hour, a GIF ten seconds; it is kept for a day.
    """
    video = visible_video(service, caller, video_id)
    try:
        return clip_out(service.clips.ask(video, body.asked()))
    except ClipRefused as refused:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)) from None


@router.get(
    "/clips/{job}",
    operation_id="get_clip",
    summary="The job of a clip",
    responses=problem_responses(JOB_NOT_FOUND),
)
def get_clip(service: ServiceDep, caller: Searcher, job: JobId) -> ClipOut:
    """How far it is, and where its file is."""
    return clip_out(_visible_clip(service, caller, job))


@router.head("/clips/{job}/file", include_in_schema=False, response_model=None)
@router.get(
    "/clips/{job}/file",
    operation_id="get_clip_file",
    summary="The file of a clip",
    response_model=None,
    responses={
        **file_response("video/mp4", "The whole file."),
        206: {"description": "The requested byte range."},
        307: {"description": "The store is on S3: a presigned URL, valid for an hour, that supports ranges too."},
        416: {"description": "The range begins after the end of the file."},
        **problem_responses(JOB_NOT_FOUND),
    },
)
def get_file(request: Request, service: ServiceDep, caller: Searcher, job: JobId) -> Response:
    """To download or to play, whole or in ranges."""
    return clip_file(request, service, _done_clip(service, caller, job))


def clip_file(request: Request, service: SearchService, record: ClipRecord) -> Response:
    """The file of a clip that is done."""
    kind = record.asked.format
    path = shelf.file_path(service.store, record)
    if files.is_local(path):
        return _opened(path, MEDIA_TYPES[kind], _file_name(record, kind))
    if request.method == "HEAD":  # an address is signed for one method, GET
        return Response(
            media_type=MEDIA_TYPES[kind], headers={"Content-Length": str(record.size), "Accept-Ranges": "bytes"}
        )
    return RedirectResponse(path.fs.sign(path.path, expiration=SIGNED_S), HTTPStatus.TEMPORARY_REDIRECT)


@router.get(
    "/clips/{job}/subtitles.vtt",
    operation_id="get_clip_subtitles",
    summary="The subtitles of a clip",
    response_class=Response,
    responses={
        **file_response("text/vtt", "WebVTT, counted from the clip's beginning."),
        **problem_responses(JOB_NOT_FOUND),
    },
)
def get_subtitles(service: ServiceDep, caller: Searcher, job: JobId) -> Response:
    """Of a clip that was asked for with `subtitles: separate`."""
    return clip_subtitles(service, _done_clip(service, caller, job))


def clip_subtitles(service: SearchService, record: ClipRecord) -> Response:
    """The subtitles of a clip that is done; 404 where it has none of its own."""
    try:
        text = files.read(shelf.captions_path(service.store, record))
    except FileNotFoundError:
        raise _no_clip(record.job) from None
    name = _file_name(record, "vtt")
    return Response(text, media_type="text/vtt", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _visible_clip(service: SearchService, caller: Caller, job: str) -> ClipRecord:
    """A job of a video that the caller can see; 404, the same for one that does not exist and for another's."""
    video_id = video_of_job(job)
    visible_to = video_id is not None and caller.can_see(workspace_of_video(video_id))
    record = service.clips.find(job) if visible_to else None
    if record is None:
        raise _no_clip(job)
    return record


def _done_clip(service: SearchService, caller: Caller, job: str) -> ClipRecord:
    record = _visible_clip(service, caller, job)
    if record.state != "done":
        raise _no_clip(job)
    return record


def _no_clip(job: str) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"there is no finished clip {job!r} here; they are kept for a day")


def _opened(path: UPath, media_type: str, name: str) -> Response:
    try:
        file = FilePath(str(path)).open("rb")  # noqa: SIM115 - the response closes it
    except FileNotFoundError:
        raise Problem(HTTPStatus.NOT_FOUND, "the clip was removed since") from None
    return OpenedFileResponse(file, media_type=media_type, filename=name)


def _file_name(record: ClipRecord, suffix: str) -> str:
    """Title and time, without the colons that file systems refuse."""
    at = player_time(record.start_s).replace(":", ".")
    return visible(f"{record.title} {at}.{suffix}").replace('"', "'")
