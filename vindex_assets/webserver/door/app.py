"""The door: host, page and form of a request first, then who sends it, and only then Dagster."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vindex_assets.webserver.door.admission import Admission
from vindex_assets.webserver.door.headers import with_door_headers
from vindex_assets.webserver.door.refusal import Refusal
from vindex_assets.webserver.door.routes import SAFE_METHODS
from vindex_assets.webserver.door.rules import refused_by_form, refused_from_elsewhere
from vindex_assets.webserver.door.sign_in import SignIn
from vindex_assets.webserver.door.websocket import forward, refuse

PREFIX: Final = "/door/"


class Door:
    """ASGI application before Dagster's.

    Args:
        dagster: Dagster's web application.
        admission: Who may use it.
        public_url: Where browsers find the UI (`VINDEX_DAGSTER_URL`), beside the loopback addresses.
    """

    def __init__(self, dagster: ASGIApp, admission: Admission, public_url: str) -> None:
        self._dagster, self._admission, self._public_url = dagster, admission, public_url
        self._sign_in = SignIn(admission, secure=public_url.startswith("https://"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of any kind."""
        if scope["type"] == "http":
            await self._answer(scope, receive, with_door_headers(send))
        elif scope["type"] == "websocket":
            await self._answer_websocket(scope, receive, send)
        else:
            await self._dagster(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._from_elsewhere(scope)
        if refusal is None and scope["path"].startswith(PREFIX):
            await self._sign_in(scope, receive, send)
            return
        refusal = refusal or refused_by_form(scope) or self._admission.refusal(scope)
        if refusal is None:
            await self._dagster(scope, receive, send)
        elif refusal.status == HTTPStatus.UNAUTHORIZED and _asks_for_page(scope):
            await self._sign_in.page(scope)(scope, receive, send)
        else:
            await refusal.response()(scope, receive, send)

    async def _answer_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._from_elsewhere(scope) or refused_by_form(scope) or self._admission.refusal(scope):
            await refuse(receive, send)
        else:
            await forward(self._dagster, scope, receive, send, lambda: self._admission.refusal(scope))

    def _from_elsewhere(self, scope: Scope) -> Refusal | None:
        return refused_from_elsewhere(scope, self._public_url, open_library=self._admission.open_library)


def _asks_for_page(scope: Scope) -> bool:
    return scope["method"] in SAFE_METHODS and "text/html" in Headers(scope=scope).get("accept", "")
