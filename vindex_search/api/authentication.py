"""Authentication of HTTP requests: reads the API key, applies the rate limit and checks the permission.

A key comes as `Authorization: Bearer`, as `X-API-Key` or, from browsers, as a cookie. A library without keys is open
to clients on the same machine, and only while the service listens on a loopback address.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from vindex_search.api.problems import Problem
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.auth.permissions import LOCAL_CALLER, Caller, Permission
from vindex_search.auth.rate_limit import RateLimiter

KEY_HEADER: Final = "X-API-Key"
KEY_COOKIE: Final = "vindex_key"
CSRF_HEADER: Final = "X-Vindex"  # a form on another site can send the cookie, but no header of its own
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, section 9.2.1: they change nothing


class Authenticator:
    """Maps API keys to callers and counts their requests.

    Args:
        keys: The keys of the library.
        loopback: Whether the service listens on a loopback address only.
        per_minute: Requests a minute for each key; 0: no limit.
    """

    def __init__(self, keys: ApiKeyCache, *, loopback: bool, per_minute: int) -> None:
        self.keys = keys
        self.loopback = loopback
        self._rate_limiter = RateLimiter(per_minute) if per_minute else None

    def authenticate(self, token: str | None) -> Caller:
        """The caller who sent a key, or `LOCAL_CALLER` where the library has no keys; counts the request.

        Raises:
            Problem: 401 without a valid key, 429 where the key is over its rate limit.
        """
        if self.keys.empty:
            return self._local_caller()
        caller, key_id = self.verify(token)
        if self._rate_limiter:
            _require_rate(self._rate_limiter, caller, key_id)
        return caller

    def verify(self, token: str | None) -> tuple[Caller, str]:
        """The holder of a key and the key's id; counts no request.

        Raises:
            Problem: 401 where the key is missing, unknown or revoked.
        """
        if not token:
            raise unauthorized(
                "a key is needed: send it as 'Authorization: Bearer vdx_...'; `vindex keys create` makes one"
            )
        key = self.keys.find(token)
        if key is None:
            raise unauthorized("this key is unknown or was revoked; `vindex keys list` shows the valid ones")
        return key.caller, key.id

    def _local_caller(self) -> Caller:
        if not self.loopback:  # the last key was revoked while other machines can reach the service
            raise unauthorized("this library has no keys, so every request is refused; `vindex keys create` makes one")
        return LOCAL_CALLER


def _require_rate(limiter: RateLimiter, caller: Caller, key_id: str) -> None:
    wait_s = limiter.count_request(key_id)
    if wait_s:
        sentence = f"{caller.name} has sent {limiter.per_minute} requests within a minute; wait {wait_s} s"
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, sentence, headers={"Retry-After": str(wait_s)})


def unauthorized(sentence: str) -> Problem:
    """A 401 with the header that names the accepted scheme."""
    return Problem(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": "Bearer"})


def authenticate(request: HTTPConnection, permission: Permission = "search") -> Caller:
    """Authenticate a request and check its permission.

    The caller is kept as `request.state.caller`, where the request log finds its name.

    Raises:
        Problem: 401 without a valid key, 403 where the permission or the CSRF header is missing, 429 over the limit.
    """
    authenticator: Authenticator = request.app.state.authenticator
    token, by_cookie = read_token(request)
    caller = request.state.caller = authenticator.authenticate(token)
    if not caller.has_permission(permission):
        granted = ", ".join(sorted(caller.permissions))
        raise Problem(HTTPStatus.FORBIDDEN, f"{caller.name} may not do this: it needs {permission!r} and has {granted}")
    changes = permission != "search" and request.scope["method"] not in SAFE_METHODS
    if by_cookie and changes and not authenticator.keys.empty:
        require_csrf_header(request)
    return caller


def read_token(request: HTTPConnection) -> tuple[str | None, bool]:
    """The key that a request carries, and whether it came by cookie; a header wins over the cookie."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("Authorization"))
    token = bearer if scheme.lower() == "bearer" and bearer else request.headers.get(KEY_HEADER)
    return (token, False) if token else (request.cookies.get(KEY_COOKIE), True)


def require_csrf_header(request: HTTPConnection) -> None:
    """Refuse a cross-site request: raises 403 without the header that a form on another site cannot send."""
    if request.headers.get(CSRF_HEADER) != "1":
        raise Problem(HTTPStatus.FORBIDDEN, f"a change by cookie needs the header '{CSRF_HEADER}: 1'")
