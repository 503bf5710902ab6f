"""Who does something over HTTP, for the audit log."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from structlog.contextvars import get_contextvars

from vindex_search.audit.actor import Actor
from vindex_search.auth.api_keys import ApiKey
from vindex_search.auth.permissions import Caller


def actor_of(request: HTTPConnection, by: Caller | ApiKey | None) -> Actor:
    """The actor behind a request: a key, or anybody where the library needs none or the request was refused.

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
