"""POST and DELETE /v1/session: a browser signs in with an API key and gets a session in a cookie; it signs out again.

`<video>` and `<img>` send no headers, and scripts in a page should not hold the key. The cookie has an opaque id, which
ends at sign-out, with its key, and with age (`auth/sessions/store.py`).
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from vindex_search.api.authentication import Authenticator, require_csrf_header
from vindex_search.api.dependencies import AuthenticatorDep, actor_of
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.auth.api_keys import ApiKey
from vindex_search.auth.sessions.cookie import OLD_COOKIE, remove_session, session_of, set_session
from vindex_search.storage import files

log = logging.getLogger("vindex.service")

router = APIRouter(prefix="/v1/session", tags=["session"], route_class=KeyFirstRoute)

MAX_KEY_LENGTH: Final = 100  # characters; a key has 56
NOT_STORED: Final = "the sessions of this library cannot be written now; the service's log says why"


class SessionRequest(BaseModel):
    """The API key to sign in with."""

    key: Annotated[str, Field(max_length=MAX_KEY_LENGTH, description="As `vindex keys create` printed it.")]


@router.post(
    "",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problem_responses({HTTPStatus.SERVICE_UNAVAILABLE: "Keys or sessions cannot be read or written now."}),
)
def begin(authenticator: AuthenticatorDep, request: Request, body: SessionRequest, response: Response) -> None:
    """Sign in: set an HttpOnly cookie with a new session; 401 where the key is unknown, expired or was revoked."""
    if "origin" in request.headers:  # a browser: no page of another site signs it in
        require_csrf_header(request)
    key = _verified(authenticator, request, body.key)
    before = session_of(request)
    try:
        with authenticator.trail(actor_of(request, key)).deed("sign_in"):
            if before:
                authenticator.sessions.end(before)
            session_id = authenticator.sessions.create(key.id)
    except files.store_errors():
        log.exception("sessions")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, NOT_STORED) from None
    set_session(request, response, session_id)


def _verified(authenticator: Authenticator, request: Request, token: str) -> ApiKey:
    """The key of who signs in; a refusal is written down."""
    try:
        return authenticator.sign_in(token)
    except Problem as refused:
        left_out = authenticator.refusals.admit()
        if left_out is not None:
            more = f"; {left_out} more were refused before" if left_out else ""
            authenticator.trail(actor_of(request, None)).note("sign_in", "refused", detail=f"{refused.detail}{more}")
        raise


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
def end(
    authenticator: AuthenticatorDep,
    request: Request,
    response: Response,
    everywhere: Annotated[bool, Query(description="End every session of the key, in all browsers.")] = False,
) -> None:
    """Sign out: end the session and delete the cookie, whether or not its key is still valid."""
    session_id = session_of(request)
    if session_id or OLD_COOKIE in request.cookies:
        require_csrf_header(request)
    if session_id:
        _end(authenticator, request, session_id, everywhere=everywhere)
    remove_session(request, response)


def _end(authenticator: Authenticator, request: Request, session_id: str, *, everywhere: bool) -> None:
    """End a session that there is; an invented one ends nobody's, and leaves no entry."""
    try:
        key_id = authenticator.sessions.find(session_id)
        if key_id is None:
            return
        authenticator.sessions.end(session_id)
        if everywhere:
            authenticator.sessions.end_all(key_id)
    except files.store_errors():
        log.exception("sessions")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, NOT_STORED) from None
    actor = actor_of(request, authenticator.keys.valid(key_id))
    authenticator.trail(actor).note("sign_out_everywhere" if everywhere else "sign_out", "done")
