"""/v1/shared: what a link shows, asked with its token; a moment is a clip that is cut when it is first asked for.

The bytes of a film cannot be cut by time: who may see a moment gets neither the film nor its transcript, but the clip
with its captions. It is kept for a day, as every clip is, and made anew for who comes later.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response

from vindex_search.api.dependencies import Searcher, ServiceDep
from vindex_search.api.openapi import file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.video.clips import clip_file, clip_subtitles
from vindex_search.api.schemas.shared import SharedClipOut, SharedOut, moment_out, shared_out
from vindex_search.clips.asked import ClipAsked, ClipRefused
from vindex_search.clips.cut.task import ClipFormat
from vindex_search.clips.record import ClipRecord
from vindex_search.query.service import SearchService
from vindex_search.sharing.grant import Grant, Shown
from vindex_search.videos.video import frame_at, get_video

router = APIRouter(prefix="/v1/shared", tags=["shared"], route_class=KeyFirstRoute)

NO_LINK: Final = {HTTPStatus.NOT_FOUND: "The request carries no share, or the share shows no such moment."}
NO_MOMENT: Final = "there is no such moment behind this link"
NOT_YET: Final = "the clip of this moment is {state}; its address without /media says how far it is"
THUMBNAIL_CACHE: Final = "private, max-age=300"  # shorter than for keys: a link may be revoked
ItemId = Annotated[str, Path(description="The item's id, as `GET /v1/shared` tells it.", examples=["0a1b2c3d"])]


async def _get_grant(request: Request, _caller: Searcher) -> Grant:
    """What the request's share shows; 404 where it was made with a key."""
    grant: Grant | None = getattr(request.state, "grant", None)
    if grant is None:
        raise Problem(HTTPStatus.NOT_FOUND, "this address is for shared links: ask it with the token of one")
    return grant


GrantDep = Annotated[Grant, Depends(_get_grant)]


@router.get("", operation_id="get_shared", summary="What a link shows", responses=problem_responses(NO_LINK))
def get_shared(service: ServiceDep, grant: GrantDep) -> SharedOut:
    """For the page behind a link: titles, notes, and the addresses that the link may ask."""
    return shared_out(service.store, grant)


@router.get(
    "/moments/{item}",
    operation_id="get_shared_moment",
    summary="The clip of a shared moment",
    responses=problem_responses(
        {**NO_LINK, HTTPStatus.SERVICE_UNAVAILABLE: "Too many clips are waiting; ask again shortly."}
    ),
)
def get_moment(service: ServiceDep, grant: GrantDep, item: ItemId) -> SharedClipOut:
    """How far it is; it is begun where nobody has asked for it yet."""
    shown = _require_moment(grant, item)
    return moment_out(shown, _clip(service, shown))


@router.head("/moments/{item}/media", include_in_schema=False, response_model=None)
@router.get(
    "/moments/{item}/media",
    operation_id="get_shared_moment_media",
    summary="The file of a shared moment",
    response_model=None,
    responses={
        **file_response("video/mp4", "The clip."),
        206: {"description": "The requested byte range."},
        307: {"description": "The store is on S3: a presigned URL, valid for an hour."},
        **problem_responses(NO_LINK),
    },
)
def get_media(request: Request, service: ServiceDep, grant: GrantDep, item: ItemId) -> Response:
    """To play; 404 until it is done."""
    return clip_file(request, service, _done(service, _require_moment(grant, item)))


@router.get(
    "/moments/{item}/subtitles.vtt",
    operation_id="get_shared_moment_subtitles",
    summary="The captions of a shared moment",
    response_class=Response,
    responses={
        **file_response("text/vtt", "WebVTT, counted from the clip's beginning."),
        **problem_responses(NO_LINK),
    },
)
def get_subtitles(service: ServiceDep, grant: GrantDep, item: ItemId) -> Response:
    """What is said within the moment, and nothing else."""
    return clip_subtitles(service, _done(service, _require_moment(grant, item)))


@router.get(
    "/moments/{item}/thumbnail",
    operation_id="get_shared_moment_thumbnail",
    summary="A picture of a shared moment",
    response_class=Response,
    responses={**file_response("image/jpeg", "The frame in its middle."), **problem_responses(NO_LINK)},
)
def get_thumbnail(service: ServiceDep, grant: GrantDep, item: ItemId) -> Response:
    """The kept frame that is on screen in its middle."""
    shown = _require_moment(grant, item)
    jpeg = frame_at(service.store, str(shown.video_id), ((shown.start_s or 0.0) + (shown.end_s or 0.0)) / 2)
    if jpeg is None:
        raise Problem(HTTPStatus.NOT_FOUND, NO_MOMENT)
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": THUMBNAIL_CACHE})


def _require_moment(grant: Grant, item: str) -> Shown:
    shown = grant.moment(item)
    if shown is None:
        raise Problem(HTTPStatus.NOT_FOUND, NO_MOMENT)
    return shown


def _clip(service: SearchService, shown: Shown) -> ClipRecord:
    """The job that cuts a moment: the same one for whoever looks at it."""
    video = get_video(service.store, str(shown.video_id))
    if video is None or shown.start_s is None or shown.end_s is None:
        raise Problem(HTTPStatus.NOT_FOUND, NO_MOMENT)
    form: ClipFormat = "mp4" if video.has_frames else "m4a"
    try:
        return service.clips.ask(video, ClipAsked(shown.start_s, shown.end_s, format=form, subtitles="separate"))
    except ClipRefused:
        raise Problem(HTTPStatus.NOT_FOUND, NO_MOMENT) from None


def _done(service: SearchService, shown: Shown) -> ClipRecord:
    clip = _clip(service, shown)
    if clip.state != "done":
        raise Problem(HTTPStatus.NOT_FOUND, NOT_YET.format(state=clip.state))
    return clip
