"""Which requests may reach Dagster: by host, method, origin and type of the body; who sends them is not asked here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from vindex_assets.webserver.door.origin import foreign_host, foreign_page, own_origin
from vindex_assets.webserver.door.refusal import Refusal
from vindex_assets.webserver.door.routes import GRAPHQL, SAFE_METHODS, allowed_methods

JSON: Final = "application/json"
WEBSOCKET: Final = "WEBSOCKET"


def refused_from_elsewhere(scope: Scope, public_url: str, *, open_library: bool) -> Refusal | None:
    """Why a request is refused for its host or for the page that sent it; None where it is not."""
    headers = Headers(scope=scope)
    refusal = foreign_host(headers, public_url, open_library=open_library)
    if refusal:
        return refusal
    own = own_origin(headers["host"], public_url)
    return foreign_page(headers, scope.get("method", WEBSOCKET), scope["path"], own)


def refused_by_form(scope: Scope) -> Refusal | None:
    """Why Dagster is not asked this: a method or a type of body that no part of its UI uses; None where it is."""
    if scope["type"] == "websocket":
        return None if scope["path"] == GRAPHQL else Refusal(HTTPStatus.NOT_FOUND, "there is no WebSocket here")
    method, allowed = scope["method"], allowed_methods(scope["path"])
    if method not in allowed:
        names = ", ".join(sorted(allowed))
        return Refusal(
            HTTPStatus.METHOD_NOT_ALLOWED, f"{method} is not allowed here; allowed: {names}", {"Allow": names}
        )
    if method not in SAFE_METHODS:
        return _unless_json(scope)
    if scope["path"] == GRAPHQL and scope["query_string"]:  # Dagster would execute it, a mutation too
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "GraphQL is asked by POST with a JSON body", {"Allow": "POST"})
    return None


def _unless_json(scope: Scope) -> Refusal | None:
    """A form, which any page can send anywhere, has another type; Dagster would take its query from the URL."""
    given = Headers(scope=scope).get("content-type", "")
    if given.partition(";")[0].strip().lower() == JSON:
        return None
    return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type is {given!r}; allowed is {JSON}")
