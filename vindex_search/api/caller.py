"""The caller of a request as the routes ask for it, by what they need the caller to be allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from vindex_search.api.authentication import READING, Entrance
from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import Caller, Permission

COOKIE: Final = "vindex_key"
OWN_HEADER: Final = "X-Vindex"  # a form on another site can send the cookie, but no header of its own

# They describe the ways in for /openapi.json; `written_key` reads the request.
_BEARER: Final = HTTPBearer(auto_error=False, description="A key that `vindex keys create` made: vdx_...")
_HEADER: Final = APIKeyHeader(name="X-API-Key", auto_error=False)
_COOKIE: Final = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /v1/session.")


def entrance(request: Request) -> Entrance:
    """The entrance of the application that was asked."""
    found: Entrance = request.app.state.entrance
    return found


def written_key(request: HTTPConnection) -> tuple[str | None, bool]:
    """The key that came with a request, and whether it came by cookie."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("Authorization"))
    sent = bearer if scheme.lower() == "bearer" and bearer else request.headers.get("X-API-Key")
    return (sent, False) if sent else (request.cookies.get(COOKIE), True)


def require_own_header(request: HTTPConnection) -> None:
    """Refuse, with 403, what a form on another site could have sent."""
    if request.headers.get(OWN_HEADER) != "1":
        raise Problem(HTTPStatus.FORBIDDEN, f"a change by cookie needs the header '{OWN_HEADER}: 1'")


def caller_of(request: HTTPConnection, permission: Permission = "search") -> Caller:
    """The caller of a request, who has a permission; kept in the request's state, where the log finds the name.

    Raises:
        Problem: 401 without a key of the library, 403 where it lacks the permission, 429 where it asks too often.
    """
    doors: Entrance = request.app.state.entrance
    written, by_cookie = written_key(request)
    caller = request.state.caller = doors.caller(written)
    if not caller.may(permission):
        has = ", ".join(sorted(caller.permissions))
        raise Problem(HTTPStatus.FORBIDDEN, f"{caller.name} may not do this: it needs {permission!r} and has {has}")
    changes = permission != "search" and request.scope["method"] not in READING
    if by_cookie and changes and not doors.keys.empty:
        require_own_header(request)
    return caller


def _allowed(permission: Permission) -> Callable[..., Awaitable[Caller]]:
    async def caller(
        request: Request,
        _bearer: Annotated[object, Security(_BEARER)],
        _header: Annotated[object, Security(_HEADER)],
        _cookie: Annotated[object, Security(_COOKIE)],
    ) -> Caller:
        return caller_of(request, permission)

    return caller


Doors = Annotated[Entrance, Depends(entrance)]
Searcher = Annotated[Caller, Depends(_allowed("search"))]
Uploader = Annotated[Caller, Depends(_allowed("upload"))]
Admin = Annotated[Caller, Depends(_allowed("admin"))]
