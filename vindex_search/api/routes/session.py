"""POST and DELETE /v1/session: an API key as a cookie.

`<video>` and `<img>` send no headers, and scripts in a page should not hold the key.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vindex_search.api.authentication import KEY_COOKIE, require_csrf_header
from vindex_search.api.dependencies import AuthenticatorDep
from vindex_search.api.routes.key_first import KeyFirstRoute

router = APIRouter(prefix="/v1/session", tags=["session"], route_class=KeyFirstRoute)

COOKIE_MAX_AGE_S: Final = 30 * 24 * 3600  # 30 days; revoking the key ends the session at once
MAX_KEY_LENGTH: Final = 100  # characters; a key has 56


class SessionRequest(BaseModel):
    """The API key to put into the cookie."""

    key: Annotated[str, Field(max_length=MAX_KEY_LENGTH, description="As `vindex keys create` printed it.")]


@router.post("", status_code=HTTPStatus.NO_CONTENT)
async def begin(authenticator: AuthenticatorDep, request: Request, body: SessionRequest, response: Response) -> None:
    """Set an HttpOnly cookie that holds the key; 401 where the key is unknown or was revoked."""
    authenticator.verify(body.key)
    encrypted = request.url.scheme == "https"
    response.set_cookie(
        KEY_COOKIE, body.key, max_age=COOKIE_MAX_AGE_S, httponly=True, samesite="strict", secure=encrypted
    )


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
async def end(request: Request, response: Response) -> None:
    """Delete the cookie, whether or not its key is still valid."""
    if KEY_COOKIE in request.cookies:
        require_csrf_header(request)
    response.delete_cookie(KEY_COOKIE, httponly=True, samesite="strict")
