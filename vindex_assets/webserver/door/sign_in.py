"""The sign-in page of Dagster's UI: a form for an admin key, and the end of a session.

It takes no part of Dagster and asks for none. A key is sent once; the browser keeps the random id of a session.
"""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from importlib.resources import files
from string import Template
from typing import Final
from urllib.parse import parse_qs, quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from vindex_assets.webserver.door.admission import Admission, refusal_of
from vindex_search.auth.api_keys import ApiKey

SIGN_IN: Final = "/door/sign-in"
MAX_FORM_BYTES: Final = 8 * 2**10  # a key has 56 characters, the path to return to some hundred
RETURN_PATH: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")  # on this host: `//host` and `/\host` are another one
STYLES: Final = ("base.css", "header.css", "panels.css")
SCRIPT: Final = "resume.js"
POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'"
WEB: Final = files("vindex_search") / "web"
OWN: Final = files("vindex_assets.webserver.door") / "pages"
FORM: Final = "sign_in.html"
SIGNED_IN: Final = "signed_in.html"
UNKNOWN: Final = "This key is unknown or was revoked."


class SignIn:
    """ASGI application below `/door/`.

    Args:
        admission: Keys, sessions and the name of the cookie.
        secure: Whether browsers reach the UI by https.
    """

    def __init__(self, admission: Admission, *, secure: bool) -> None:
        self._admission, self._secure = admission, secure
        statics = [Route(f"/door/{name}", _file) for name in (*STYLES, "icon.svg", SCRIPT)]
        self._router = Router(
            [
                Route(SIGN_IN, self._sign_in, methods=["GET", "POST"]),
                Route("/door/sign-out", self._end, methods=["POST"]),
                Route("/door/session", self._session, methods=["GET"]),
                *statics,
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below `/door/`."""
        await self._router(scope, receive, send)

    def page(self, scope: Scope, status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> Response:
        """The form, in the place of a page of Dagster's, to which it leads back."""
        query = scope["query_string"].decode("latin-1")
        here = quote(scope["path"]) + (f"?{query}" if query else "")
        return _page(FORM, status, fault="", next=return_path(here if scope["path"] != SIGN_IN else "/"))

    async def _sign_in(self, request: Request) -> Response:
        return await self._begin(request) if request.method == "POST" else self._show(request)

    def _show(self, request: Request) -> Response:
        if self._admission.open_library:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        key = self._admission.key_of_session(request.headers)
        return _page(SIGNED_IN, HTTPStatus.OK, name=key.name) if key else self.page(request.scope, status=HTTPStatus.OK)

    async def _begin(self, request: Request) -> Response:
        fields = await _read_form(request)
        key, after = self._admission.key_of_token(fields.get("key", "").strip()), return_path(fields.get("next", "/"))
        refusal = refusal_of(key) if key else None
        if key is None or refusal:
            status = refusal.status if refusal else HTTPStatus.UNAUTHORIZED
            return _page(FORM, status, fault=refusal.sentence if refusal else UNKNOWN, next=after)
        self._admission.sessions.end(self._admission.session_id(request.headers))
        return self._signed_in(key, after)

    def _signed_in(self, key: ApiKey, after: str) -> Response:
        answer = RedirectResponse(after, HTTPStatus.SEE_OTHER)
        session_id = self._admission.sessions.create(key.id)
        answer.set_cookie(
            self._admission.cookie, session_id, path="/", secure=self._secure, httponly=True, samesite="strict"
        )
        return answer

    async def _end(self, request: Request) -> Response:
        self._admission.sessions.end(self._admission.session_id(request.headers))
        answer = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
        answer.delete_cookie(self._admission.cookie, path="/", secure=self._secure, httponly=True, samesite="strict")
        return answer

    async def _session(self, request: Request) -> Response:
        """204 where the cookie stands for a key: after a link from another site the page itself came without it."""
        known = self._admission.key_of_session(request.headers)
        return Response(status_code=HTTPStatus.NO_CONTENT if known else HTTPStatus.UNAUTHORIZED)


def return_path(path: str) -> str:
    """A path of this host to go to after signing in; `/` in the place of anything else."""
    return path if RETURN_PATH.fullmatch(path) else "/"


def _page(template: str, status: HTTPStatus, **values: str) -> HTMLResponse:
    text = Template((OWN / template).read_text(encoding="utf-8"))
    content = text.substitute({name: html.escape(value) for name, value in values.items()})
    return HTMLResponse(content, status, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


async def _file(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    source = OWN / name if name == SCRIPT else WEB / ("css" if name in STYLES else "") / name
    return FileResponse(str(source))


async def _read_form(request: Request) -> dict[str, str]:
    """The fields of a urlencoded form; empty where it is none, or larger than it can be."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_FORM_BYTES:
                return {}
    except ClientDisconnect:
        return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
