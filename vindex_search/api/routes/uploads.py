"""POST /v1/uploads: the URL to send a file to; PUT /v1/uploads/...: the file itself, where uploads are in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from vindex_search.api.dependencies import ServiceDep, Uploader, actor_of, allowed_workspaces
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.uploads import UploadReceipt, UploadRequest, UploadTarget
from vindex_search.api.uploads.accounting import Account, accounted, booked
from vindex_search.api.uploads.content_check import WrongContent
from vindex_search.api.uploads.receiver import DISK_FULL_ERRNOS, TooLarge, check_size, receive
from vindex_search.audit.trail import trail_of
from vindex_search.auth.daily_limits import DailyLimits
from vindex_search.auth.permissions import Caller
from vindex_search.contract.ids import video_id
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES, allowed_suffixes, suffix_of
from vindex_search.contract.object_keys import object_key
from vindex_search.contract.records import ForgottenRecord
from vindex_search.query.service import SearchService
from vindex_search.storage.bucket import TooLargeForOnePut
from vindex_search.storage.permissions import make_folders

router = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=KeyFirstRoute)

Replace = Annotated[
    bool, Query(description="Replace an existing upload with this object key; otherwise that is refused with 409.")
]
STATUS_OF_ERROR: Final[dict[type[Exception], HTTPStatus]] = {
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooLargeForOnePut: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    WrongContent: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
UPLOAD_PROBLEMS: Final = {
    HTTPStatus.FORBIDDEN: "The workspace is not the caller's.",
    HTTPStatus.CONFLICT: "An upload with this object key exists, and `replace` is false.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than the limit.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "By its suffix or its first bytes the file is no video, audio file or sidecar.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The workspace or the name is malformed.",
    HTTPStatus.TOO_MANY_REQUESTS: "The key has sent too many requests, or used up its uploads or bytes of the day.",
}


@router.post(
    "",
    operation_id="begin_upload",
    summary="Begin an upload",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses(UPLOAD_PROBLEMS),
)
def begin_upload(
    request: Request, service: ServiceDep, caller: Uploader, body: UploadRequest, replace: Replace = False
) -> UploadTarget:
    """Check name, size and object key, and return the URL to send the file to; a refusal costs no transfer."""
    key = _allowed_key(caller, body.workspace, body.name)
    with _as_problems(key):
        check_size(body.size, limit=service.settings.max_bytes)
        _require_free_key(service, key, replace=replace)
        presigned = service.bucket.presigned_put(key, body.size)
    if presigned is None:
        return _own_target(service, key, replace=replace)
    with _as_problems(key), booked(_accounting(request, service, caller, key), body.size):
        _clear_forgotten(service, key)
    return UploadTarget(
        object_key=key,
        video_id=_video_id(service, key),
        method="PUT",
        url=presigned.url,
        headers=presigned.headers,
        expires_in_s=presigned.expires_in_s,
    )


def _own_target(service: SearchService, key: str, *, replace: bool) -> UploadTarget:
    """This service takes the bytes itself, without a time limit."""
    return UploadTarget(
        object_key=key,
        video_id=_video_id(service, key),
        method="PUT",
        url=f"/v1/uploads/{quote(key)}{'?replace=true' if replace else ''}",
        headers={},
        expires_in_s=None,
    )


@router.put(
    "/{workspace}/{path:path}",
    operation_id="upload",
    summary="Send a file",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses(
        {
            **UPLOAD_PROBLEMS,
            HTTPStatus.SERVICE_UNAVAILABLE: "The uploads folder does not exist.",
            HTTPStatus.INSUFFICIENT_STORAGE: "The disk with the uploads is full.",
        }
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The bytes of the file, without any encoding.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request,
    service: ServiceDep,
    caller: Uploader,
    workspace: Annotated[str, InPath(description="The workspace.", examples=["team"])],
    path: Annotated[str, InPath(description="The file's name, with its folders.", examples=["lectures/Talk 1.mp4"])],
    replace: Replace = False,
) -> UploadReceipt:
    """Stream a file into the bucket; it appears under its object key once it is complete and its content checked."""
    key = _allowed_key(caller, workspace, path)
    content_length = _content_length(request)
    with _as_problems(key):
        await run_in_threadpool(_check_before_body, service, key, content_length, replace=replace)
        draft = service.bucket.open_partial(key)
        if draft is None:
            raise Problem(HTTPStatus.CONFLICT, "uploads are on S3: POST /v1/uploads gives the URL to send the file to")
        account = _accounting(request, service, caller, key)
        async with accounted(account, content_length) as tally:
            with draft:
                tally.size = await receive(
                    draft,
                    request.stream(),
                    suffix=suffix_of(key),
                    content_length=content_length,
                    limit=tally.limit(service.settings.max_bytes),
                    replace=replace,
                )
            await run_in_threadpool(_clear_forgotten, service, key)
    return UploadReceipt(object_key=key, video_id=_video_id(service, key), size=tally.size)


def _accounting(request: Request, service: SearchService, caller: Caller, key: str) -> Account:
    """Where an upload is counted and written down."""
    settings = service.settings
    return Account(
        limits=DailyLimits(service.store, uploads=settings.key_uploads_per_day, size=settings.key_bytes_per_day),
        trail=trail_of(service.store, actor_of(request, caller)),
        key_id=caller.key_id,
        object_key=key,
        video_id=_video_id(service, key) or "",
    )


def _allowed_key(caller: Uploader, workspace: str, name: str) -> str:
    """The object key of an upload; raises 403, 415 or 422 where workspace, name or suffix are not allowed."""
    try:
        key = object_key(workspace, name)
    except ValueError as problem:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)) from None
    allowed_workspaces(caller, [workspace])
    if suffix_of(key) not in MEDIA_SUFFIXES | SIDECAR_SUFFIXES:
        kind = f"called {suffix_of(key)}" if suffix_of(key) else "without a suffix"
        sentence = f"files {kind} are not indexed; allowed are {allowed_suffixes()}"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)
    return key


def _video_id(service: SearchService, key: str) -> str | None:
    return video_id(service.bucket.name, key) if suffix_of(key) in MEDIA_SUFFIXES else None


def _content_length(request: Request) -> int | None:
    header = request.headers.get("content-length", "")
    return int(header) if header.isdecimal() else None


def _check_before_body(service: SearchService, key: str, content_length: int | None, *, replace: bool) -> None:
    check_size(content_length or 0, limit=service.settings.max_bytes)
    _require_free_key(service, key, replace=replace)
    if not service.settings.uploads:  # the default folder, which a new library does not have yet
        make_folders(Path(service.settings.uploads_root))


def _require_free_key(service: SearchService, key: str, *, replace: bool) -> None:
    if not replace and service.bucket.stat(key) is not None:
        raise FileExistsError(key)


def _clear_forgotten(service: SearchService, key: str) -> None:
    """Uploading a deleted video again means that it is to be indexed again, even where its bytes are the same."""
    deleted = _video_id(service, key)
    if deleted:
        service.store.remove_record(deleted, ForgottenRecord)


@contextmanager
def _as_problems(key: str) -> Iterator[None]:
    """Turn the errors of an upload into problem documents."""
    try:
        yield
    except FileExistsError:
        sentence = f"there is an upload {key!r} already; `?replace=true` replaces it"
        raise Problem(HTTPStatus.CONFLICT, sentence) from None
    except (IsADirectoryError, NotADirectoryError):
        raise Problem(
            HTTPStatus.CONFLICT, f"{key!r} cannot be created: it is a folder, or one of its folders is a file or a link"
        ) from None
    except FileNotFoundError as gone:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(gone)) from None
    except ClientDisconnect:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the client disconnected before all of {key!r} was sent") from None
    except tuple(STATUS_OF_ERROR) as refused:
        raise Problem(STATUS_OF_ERROR[type(refused)], str(refused)) from None
    except OSError as problem:
        if problem.errno not in DISK_FULL_ERRNOS:
            raise
        raise Problem(HTTPStatus.INSUFFICIENT_STORAGE, f"{key!r} cannot be stored: {problem.strerror}") from None
