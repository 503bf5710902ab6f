"""A key as a cookie: <video> and <img> can send no header, and what runs in a page should not hold the key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vindex_search.api.dependencies import KEY_COOKIE, AuthenticatorDep, require_csrf_header

router = APIRouter(prefix="/v1/session", tags=["session"])

COOKIE_MAX_AGE_S: Final = 30 * 24 * 3600  # a month; a key that is revoked ends it at once
MAX_KEY_LENGTH: Final = 100  # characters; a key has 56


class SessionRequest(BaseModel):
    """The key to go on with."""

    key: Annotated[str, Field(max_length=MAX_KEY_LENGTH, description="As `vindex keys create` printed it.")]


@router.post("", status_code=HTTPStatus.NO_CONTENT)
async def begin(doors: AuthenticatorDep, request: Request, asked: SessionRequest, response: Response) -> None:
    """Keep a key in a cookie that no script can read; 401 where it is no key of the library."""
    doors.verify(asked.key)
    encrypted = request.url.scheme == "https"
    response.set_cookie(KEY_COOKIE, asked.key, max_age=COOKIE_MAX_AGE_S, httponly=True, samesite="strict", secure=encrypted)


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
async def end(request: Request, response: Response) -> None:
    """Remove the cookie, whether or not its key is still good."""
    if KEY_COOKIE in request.cookies:
        require_csrf_header(request)
    response.delete_cookie(KEY_COOKIE, httponly=True, samesite="strict")
