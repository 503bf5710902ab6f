"""TODO."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Path, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from vindex_search.api.authentication import SAFE_METHODS, Authenticator
from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import Caller, Forbidden, Permission
from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.query.service import SearchService
from vindex_search.videos.video import Video, get_video

VideoId = Annotated[
    str, Path(description="A video's id, as `/v1/videos` lists it.", examples=["team--talk-0123456789"])
]


def visible_video(library: SearchService, caller: Caller, video_id: str) -> Video:
    """A video that the caller sees.

    Raises:
        Problem: 404, the same for one that does not exist and for one of another workspace.
    """
    parts = VIDEO_ID_PATTERN.fullmatch(video_id)
    video = get_video(library.store, video_id) if parts and caller.can_see(parts[1]) else None
    if video is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no video {video_id!r} here; /v1/videos lists them")
    return video


def allowed_workspaces(caller: Caller, asked: Sequence[str]) -> tuple[str, ...]:
    """The workspaces to look at; empty means every one there is.

    Raises:
        Problem: 422 where one is malformed, 403 where one is not the caller's.
    """
    try:
        return caller.allowed_workspaces([validate_workspace(workspace) for workspace in asked])
    except ValueError as malformed:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(malformed)) from None
    except Forbidden as refused:
        raise Problem(HTTPStatus.FORBIDDEN, str(refused)) from None


async def _service(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    return service


async def _ready(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    if not service.ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, service.problem)
    return service


ServiceDep = Annotated[SearchService, Depends(_service)]
ReadyServiceDep = Annotated[SearchService, Depends(_ready)]


KEY_COOKIE: Final = "vindex_key"
CSRF_HEADER: Final = "X-Vindex"  # a form on another site can send the cookie, but no header of its own
# They describe the ways in for /openapi.json; `written_key` reads the request.
_BEARER: Final = HTTPBearer(auto_error=False, description="A key that `vindex keys create` made: vdx_...")
_HEADER: Final = APIKeyHeader(name="X-API-Key", auto_error=False)
_COOKIE: Final = APIKeyCookie(name=KEY_COOKIE, auto_error=False, description="Set by POST /v1/session.")


def get_authenticator(request: Request) -> Authenticator:
    """The entrance of the application that was asked."""
    found: Authenticator = request.app.state.entrance
    return found


def read_token(request: HTTPConnection) -> tuple[str | None, bool]:
    """The key that came with a request, and whether it came by cookie."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("Authorization"))
    sent = bearer if scheme.lower() == "bearer" and bearer else request.headers.get("X-API-Key")
    return (sent, False) if sent else (request.cookies.get(KEY_COOKIE), True)


def require_csrf_header(request: HTTPConnection) -> None:
    """Refuse, with 403, what a form on another site could have sent."""
    if request.headers.get(CSRF_HEADER) != "1":
        raise Problem(HTTPStatus.FORBIDDEN, f"a change by cookie needs the header '{CSRF_HEADER}: 1'")


def authenticate(request: HTTPConnection, permission: Permission = "search") -> Caller:
    """The caller of a request, who has a permission; kept in the request's state, where the log finds the name.

    Raises:
        Problem: 401 without a key of the library, 403 where it lacks the permission, 429 where it asks too often.
    """
    doors: Authenticator = request.app.state.entrance
    written, by_cookie = read_token(request)
    caller = request.state.caller = doors.authenticate(written)
    if not caller.has_permission(permission):
        has = ", ".join(sorted(caller.permissions))
        raise Problem(HTTPStatus.FORBIDDEN, f"{caller.name} may not do this: it needs {permission!r} and has {has}")
    changes = permission != "search" and request.scope["method"] not in SAFE_METHODS
    if by_cookie and changes and not doors.keys.empty:
        require_csrf_header(request)
    return caller


def _allowed(permission: Permission) -> Callable[..., Awaitable[Caller]]:
    async def caller(
        request: Request,
        _bearer: Annotated[object, Security(_BEARER)],
        _header: Annotated[object, Security(_HEADER)],
        _cookie: Annotated[object, Security(_COOKIE)],
    ) -> Caller:
        return authenticate(request, permission)

    return caller


AuthenticatorDep = Annotated[Authenticator, Depends(get_authenticator)]
Searcher = Annotated[Caller, Depends(_allowed("search"))]
Uploader = Annotated[Caller, Depends(_allowed("upload"))]
Admin = Annotated[Caller, Depends(_allowed("admin"))]
