"""The cookie of a session: HttpOnly, SameSite=Strict, named after the port, and `__Host-` over HTTPS.

Browsers send a cookie to every port of a host, so that two services on one machine would overwrite each other's; the
port in the name keeps them apart. Over HTTPS the prefix `__Host-` keeps other hosts of the domain from setting it, and
only that name is read. Whether a request came over HTTPS says uvicorn, which believes the `X-Forwarded-Proto` of the
proxies in `FORWARDED_ALLOW_IPS` (unset: those on this machine).
"""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE_PREFIX: Final = "vindex_session_"
SECURE_PREFIX: Final = "__Host-"
OLD_COOKIE: Final = "vindex_key"  # of versions whose cookie held the key itself; it is not read, only removed
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
SCHEMES: Final = {"https": "https", "wss": "https"}
MAX_AGE_S: Final = 30 * 24 * 3600  # as long as a session lasts at most


def cookie_name(request: HTTPConnection) -> str:
    """The name of the cookie at the address that the browser uses."""
    scheme = _scheme(request)
    try:
        port = request.url.port or DEFAULT_PORTS[scheme]
    except ValueError:  # a Host header whose port is no number
        port = DEFAULT_PORTS[scheme]
    return f"{SECURE_PREFIX if scheme == 'https' else ''}{COOKIE_PREFIX}{port}"


def session_of(request: HTTPConnection) -> str | None:
    """The id of the session that a request carries, valid or not."""
    return request.cookies.get(cookie_name(request))


def set_session(request: HTTPConnection, response: Response, session_id: str) -> None:
    """Give the browser a session."""
    response.set_cookie(cookie_name(request), session_id, max_age=MAX_AGE_S, **_attributes(request))
    _remove_old(request, response)


def remove_session(request: HTTPConnection, response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(request), **_attributes(request))
    _remove_old(request, response)


def _remove_old(request: HTTPConnection, response: Response) -> None:
    if OLD_COOKIE in request.cookies:
        response.delete_cookie(OLD_COOKIE, httponly=True, samesite="strict")


def _scheme(request: HTTPConnection) -> str:
    return SCHEMES.get(request.url.scheme, "http")


def _attributes(request: HTTPConnection) -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "strict", "secure": _scheme(request) == "https"}
