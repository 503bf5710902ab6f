"""The class of all routes: the key is looked at before the body.

FastAPI reads and parses the body of a request before it calls the dependencies, of which the caller is one.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from vindex_search.api.authentication import authenticate
from vindex_search.api.dependencies import CallerWith
from vindex_search.api.schemas.json_body import require_plain_json
from vindex_search.auth.permissions import Permission


class KeyFirstRoute(APIRoute):
    """A route that authenticates before it reads a byte of the body, and refuses JSON that is made to do harm."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler behind both checks."""
        handle, permission, has_body = super().get_route_handler(), _permission(self.dependant), bool(self.body_field)

        async def check_and_handle(request: Request) -> Response:
            if permission:
                authenticate(request, permission)
                request.state.permission = permission
            if has_body and "json" in request.headers.get("content-type", "").lower():
                require_plain_json(await request.body())
            return await handle(request)

        return check_and_handle


def _permission(dependant: Dependant) -> Permission | None:
    """What the caller of a route needs; None where anybody may call it."""
    return next((found.permission for found in _calls(dependant) if isinstance(found, CallerWith)), None)


def _calls(dependant: Dependant) -> Iterator[object]:
    for needed in dependant.dependencies:
        yield needed.call
        yield from _calls(needed)
