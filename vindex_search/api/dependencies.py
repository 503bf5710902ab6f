"""FastAPI dependencies that routes share: the service, turns, the authenticated caller, the video of a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Path, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from structlog.contextvars import get_contextvars

from vindex_search.api.authentication import KEY_HEADER, Authenticator, authenticate
from vindex_search.api.problems import Problem
from vindex_search.audit.actor import Actor
from vindex_search.auth.api_keys import ApiKey
from vindex_search.auth.permissions import Caller, Forbidden, Permission
from vindex_search.auth.sessions.cookie import COOKIE_PREFIX
from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.query.service import SearchService
from vindex_search.query.waiting.turns import Turns
from vindex_search.videos.video import Video, get_video

# The service.


async def get_service(request: Request) -> SearchService:
    """The search service of the application, loaded or not."""
    service: SearchService = request.app.state.service
    return service


async def get_ready_service(request: Request) -> SearchService:
    """The search service; raises 503 until its models and index are loaded."""
    service: SearchService = request.app.state.service
    if not service.ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, service.unavailable_reason)
    return service


ServiceDep = Annotated[SearchService, Depends(get_service)]
ReadyServiceDep = Annotated[SearchService, Depends(get_ready_service)]

# Turns.


@dataclass(frozen=True, slots=True)
class RouteTurns:
    """The turns of an application: more lists at once only wait for Python's lock, and pictures take memory.

    Suggestions, of a millisecond each, do not wait for lists or searches. An export has its turn until it is sent.
    """

    lists: Turns = field(default_factory=lambda: Turns("lists", at_once=2, waiting=100))
    suggestions: Turns = field(default_factory=lambda: Turns("suggestions", at_once=2, waiting=100))
    pictures: Turns = field(default_factory=lambda: Turns("pictures", at_once=1, waiting=16))
    exports: Turns = field(default_factory=lambda: Turns("exports", at_once=2, waiting=16))


async def get_turns(request: Request) -> RouteTurns:
    """The turns of the application."""
    turns: RouteTurns = request.app.state.turns
    return turns


TurnsDep = Annotated[RouteTurns, Depends(get_turns)]

# The caller.

# They only document the three ways in /openapi.json; `authentication.authenticate` reads the request.
_BEARER: Final = HTTPBearer(auto_error=False, description="A key that `vindex keys create` made: vdx_...")
_HEADER: Final = APIKeyHeader(name=KEY_HEADER, auto_error=False)
_COOKIE: Final = APIKeyCookie(name=COOKIE_PREFIX, auto_error=False, description="Set by POST /v1/session.")


async def get_authenticator(request: Request) -> Authenticator:
    """The authenticator of the application."""
    authenticator: Authenticator = request.app.state.authenticator
    return authenticator


class CallerWith:
    """A dependency that gives the caller of a request, who has a permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission: Permission = permission

    async def __call__(
        self,
        request: Request,
        _bearer: Annotated[object, Security(_BEARER)],
        _header: Annotated[object, Security(_HEADER)],
        _cookie: Annotated[object, Security(_COOKIE)],
    ) -> Caller:
        """The caller, as `KeyFirstRoute` found them before it read the body; elsewhere found now."""
        if getattr(request.state, "permission", None) == self.permission:
            caller: Caller = request.state.caller
            return caller
        return await authenticate(request, self.permission)


AuthenticatorDep = Annotated[Authenticator, Depends(get_authenticator)]
Searcher = Annotated[Caller, Depends(CallerWith("search"))]
Editor = Annotated[Caller, Depends(CallerWith("edit"))]
Uploader = Annotated[Caller, Depends(CallerWith("upload"))]
Admin = Annotated[Caller, Depends(CallerWith("admin"))]


def actor_of(request: Request, by: Caller | ApiKey | None) -> Actor:
    """Who is behind a request, for the audit log: a key, or anybody where none is needed or the request is refused.

    The address is that of the client as uvicorn has it: of the connection, or as a trusted proxy forwarded it.
    """
    key_id = by.id if isinstance(by, ApiKey) else by.key_id if by else ""
    name = by.name if by else "anybody"
    return Actor(
        kind="key" if key_id else "anybody",
        id=key_id,
        name=name,
        address=request.client.host if request.client else "",
        request_id=str(get_contextvars().get("request_id", "")),
    )


# What the caller can see.

VideoId = Annotated[
    str, Path(description="A video's id, as `/v1/videos` lists it.", examples=["team--talk-0123456789"])
]


def visible_video(service: SearchService, caller: Caller, video_id: str) -> Video:
    """A video in a workspace that the caller can see.

    Raises:
        Problem: 404, the same for one that does not exist and for one of another workspace.
    """
    match = VIDEO_ID_PATTERN.fullmatch(video_id)
    video = get_video(service.store, video_id) if match and caller.can_see_video(video_id, match[1]) else None
    if video is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no video {video_id!r} here; /v1/videos lists them")
    return video


def allowed_workspaces(caller: Caller, requested: Sequence[str]) -> tuple[str, ...]:
    """The workspaces to search: the requested ones, or all of the caller's; empty means all of the library.

    Raises:
        Problem: 422 where one is malformed, 403 where one is not the caller's.
    """
    try:
        return caller.allowed_workspaces([validate_workspace(workspace) for workspace in requested])
    except ValueError as malformed:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(malformed)) from None
    except Forbidden as forbidden:
        raise Problem(HTTPStatus.FORBIDDEN, str(forbidden)) from None
