"""POST /v1/uploads: where to send a file; PUT /v1/uploads/...: the file itself, where uploads lie in a folder."""

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

from vindex_search.api.dependencies import ServiceDep, Uploader, allowed_workspaces
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.schemas.uploads import UploadReceipt, UploadRequest, UploadTarget
from vindex_search.api.uploads.content_sniffing import WrongContent
from vindex_search.api.uploads.receiver import DISK_FULL_ERRNOS, TooLarge, receive, check_size
from vindex_search.contract.ids import video_id
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES, allowed_suffixes, suffix_of
from vindex_search.contract.object_keys import object_key
from vindex_search.contract.records import ForgottenRecord
from vindex_search.query.service import SearchService
from vindex_search.storage.bucket import TooLargeForOnePut

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])

Replace = Annotated[bool, Query(description="Take the place of the upload that has this key; else it is refused.")]
STATUSES: Final[dict[type[Exception], HTTPStatus]] = {
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooLargeForOnePut: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    WrongContent: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
REFUSED: Final = {
    HTTPStatus.FORBIDDEN: "The workspace is not the caller's.",
    HTTPStatus.CONFLICT: "An upload has this key, and `replace` is not asked for.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than what is taken.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The suffix, or the first bytes, are not those of a video, sound or subtitles.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The workspace or the name is malformed.",
}


@router.post(
    "",
    operation_id="begin_upload",
    summary="Where to send a file",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses(REFUSED),
)
def begin_upload(library: ServiceDep, caller: Uploader, wish: UploadRequest, replace: Replace = False) -> UploadTarget:
    """Nothing is sent yet: name, size and place are looked at, so that a refusal costs no transfer."""
    key = _key(caller, wish.workspace, wish.name)
    with _refusing(key):
        check_size(wish.size, most=library.settings.max_bytes)
        _refuse_taken(library, key, replace=replace)
        presigned = library.bucket.presigned_put(key, wish.size)
    place = {"object_key": key, "video_id": _video_id(library, key), "method": "PUT"}
    if presigned is None:
        url = f"/v1/uploads/{quote(key)}{'?replace=true' if replace else ''}"
        return UploadTarget(**place, url=url, headers={}, expires_in_s=None)
    _wanted_again(library, key)
    return UploadTarget(**place, url=presigned.url, headers=presigned.headers, expires_in_s=presigned.expires_in_s)


@router.put(
    "/{workspace}/{path:path}",
    operation_id="upload",
    summary="Send a file",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses(
        {
            **REFUSED,
            HTTPStatus.SERVICE_UNAVAILABLE: "The uploads folder is not there.",
            HTTPStatus.INSUFFICIENT_STORAGE: "The disk of the uploads is full.",
        }
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The bytes of the file, bare.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request,
    library: ServiceDep,
    caller: Uploader,
    workspace: Annotated[str, InPath(description="Whose it is.", examples=["team"])],
    path: Annotated[str, InPath(description="Its name, with its folders.", examples=["lectures/Talk 1.mp4"])],
    replace: Replace = False,
) -> UploadReceipt:
    """The file takes its place when all of it has come and its first bytes are those of media or subtitles."""
    key = _key(caller, workspace, path)
    stated = _stated_size(request)
    with _refusing(key):
        await run_in_threadpool(_refuse_at_once, library, key, stated, replace=replace)
        draft = library.bucket.open_partial(key)
        if draft is None:
            raise Problem(HTTPStatus.CONFLICT, "uploads lie on S3: POST /v1/uploads gives the address to send to")
        with draft:
            most = library.settings.max_bytes
            sent = request.stream()
            size = await receive(draft, sent, suffix=suffix_of(key), stated=stated, most=most, replace=replace)
    await run_in_threadpool(_wanted_again, library, key)
    return UploadReceipt(object_key=key, video_id=_video_id(library, key), size=size)


def _key(caller: Uploader, workspace: str, name: str) -> str:
    """The key of an upload that may be made; 403, 415 or 422 where it may not."""
    try:
        key = object_key(workspace, name)
    except ValueError as problem:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)) from None
    allowed_workspaces(caller, [workspace])
    if suffix_of(key) not in MEDIA_SUFFIXES | SIDECAR_SUFFIXES:
        sentence = (
            f"files called {suffix_of(key) or 'without a suffix'} are not indexed; allowed are {allowed_suffixes()}"
        )
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)
    return key


def _video_id(library: SearchService, key: str) -> str | None:
    return video_id(library.bucket.name, key) if suffix_of(key) in MEDIA_SUFFIXES else None


def _stated_size(request: Request) -> int | None:
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() else None


def _refuse_at_once(library: SearchService, key: str, stated: int | None, *, replace: bool) -> None:
    check_size(stated or 0, most=library.settings.max_bytes)
    _refuse_taken(library, key, replace=replace)
    if not library.settings.uploads:  # HOME's own folder, of a library that holds nothing yet
        Path(library.settings.uploads_root).mkdir(parents=True, exist_ok=True)


def _refuse_taken(library: SearchService, key: str, *, replace: bool) -> None:
    if not replace and library.bucket.stat(key) is not None:
        raise FileExistsError(key)


def _wanted_again(library: SearchService, key: str) -> None:
    """Whoever uploads a video that was forgotten wants it again, even where its bytes are the same."""
    again = _video_id(library, key)
    if again:
        library.store.remove_record(again, ForgottenRecord)


@contextmanager
def _refusing(key: str) -> Iterator[None]:
    """What can be wrong with an upload, as problem documents."""
    try:
        yield
    except FileExistsError:
        sentence = f"there is an upload {key!r} already; `?replace=true` takes its place"
        raise Problem(HTTPStatus.CONFLICT, sentence) from None
    except (IsADirectoryError, NotADirectoryError):
        raise Problem(HTTPStatus.CONFLICT, f"a folder stands where {key!r} should, or a file in its way") from None
    except FileNotFoundError as gone:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(gone)) from None
    except ClientDisconnect:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the sender of {key!r} went away before its end") from None
    except tuple(STATUSES) as refused:
        raise Problem(STATUSES[type(refused)], str(refused)) from None
    except OSError as problem:
        if problem.errno not in DISK_FULL_ERRNOS:
            raise
        raise Problem(HTTPStatus.INSUFFICIENT_STORAGE, f"{key!r} is not taken: {problem.strerror}") from None
