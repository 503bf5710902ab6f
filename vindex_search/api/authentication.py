"""Authentication of HTTP requests: who sent a key or a session, the rate limit, and the permission.

A key comes as `Authorization: Bearer` or as `X-API-Key`; browsers send the id of a session in a cookie. The token of a
share comes in the address or as a bearer, and goes before both: it can do less (`share_gate.py`). A library that
never had a key is open to clients on the same machine, and only while the service listens on a loopback address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from fastapi.security.utils import get_authorization_scheme_param
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from vindex_search.api.problems import Problem
from vindex_search.api.share_gate import require_shown, share_token_of
from vindex_search.audit.actor import Actor
from vindex_search.audit.throttle import Throttle
from vindex_search.audit.trail import Trail, trail_of
from vindex_search.auth.api_keys import ApiKey
from vindex_search.auth.key_store import MAX_AGE_S, ApiKeyCache
from vindex_search.auth.permissions import LOCAL_CALLER, Caller, Permission
from vindex_search.auth.rate_limit import RateLimiter
from vindex_search.auth.sessions.cookie import session_of
from vindex_search.auth.sessions.store import SessionStore, key_id_of_session
from vindex_search.sharing.grant import Grant
from vindex_search.sharing.share_cache import ShareCache
from vindex_search.storage import files
from vindex_search.storage.store import Store

KEY_HEADER: Final = "X-API-Key"
CSRF_HEADER: Final = "X-Vindex"  # a form on another site can send the cookie, but no header of its own
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, section 9.2.1: they change nothing

NO_KEY: Final = "a key is needed: send it as 'Authorization: Bearer vdx_...'; `vindex keys create` makes one"
UNKNOWN_KEY: Final = "this key is unknown or was revoked; `vindex keys list` shows the valid ones"
EXPIRED_KEY: Final = "this key has expired at {time}; `vindex keys create` makes another one"
ENDED_SESSION: Final = "this session has ended; sign in with a key again"
ALL_REVOKED: Final = (
    "every key of this library was revoked, so every request is refused; `vindex keys create` makes one"
)
NONE_NEEDED: Final = "this library never had a key, and needs none; `vindex keys create` makes one"
STALE_KEYS: Final = (
    f"the keys of this library could not be read for {MAX_AGE_S:.0f} s, so nobody is let in; the service's log says why"
)
NO_SHARE: Final = "this link is unknown, was revoked or has ended; whoever shared it can give you another one"
NO_SHARES: Final = "the shares of this library cannot be read now; try again in a moment"
NO_SESSIONS: Final = "the sessions of this library cannot be read now; try again in a moment"


class Authenticator:
    """Maps API keys and sessions to callers and counts their requests.

    Args:
        store: Holds the keys of the library, its sessions and its audit log.
        loopback: Whether the service listens on a loopback address only.
        per_minute: Requests a minute for each key; 0: no limit.

    Raises:
        ValueError: the record of the keys is damaged.
    """

    def __init__(self, store: Store, *, loopback: bool, per_minute: int) -> None:
        self.keys = ApiKeyCache(store)
        self.sessions = SessionStore(store)
        self.shares = ShareCache(store)
        self.refusals = Throttle()
        self._store = store
        self.loopback = loopback
        self._rate_limiter = RateLimiter(per_minute) if per_minute else None

    def authenticate(self, token: str | None) -> Caller:
        """The caller who sent a key, or `LOCAL_CALLER` where the library never had keys; counts the request.

        Raises:
            Problem: 401 without a valid key, 429 where the key is over its rate limit, 503 where the keys are stale.
        """
        return self._counted(None if self.is_open else self.verify(token))

    def authenticate_session(self, session_id: str | None) -> Caller:
        """As `authenticate`, for the session of a browser; may read the store."""
        return self._counted(None if self.is_open else self.verify_session(session_id))

    def authenticate_share(self, token: str, address: str) -> tuple[Caller, Grant]:
        """Who holds the token of a share, and what it shows; counts the request. May read the store.

        Args:
            token: As it was sent.
            address: Of the client: the limit of requests is one for each, as many people hold the same link.

        Raises:
            Problem: 401 without a valid share, 429 over the limit, 503 where the store cannot be read.
        """
        if self.is_open:
            self._local_caller()
        try:
            grant = self.shares.find(token)
        except files.store_errors():
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, NO_SHARES) from None
        if grant is None:
            raise unauthorized(NO_SHARE)
        share = grant.share
        if self._rate_limiter:
            _require_rate(self._rate_limiter, f"{share.id} {address}", "this link")
        self.keys.use.note(share.id)
        workspaces = (share.subject.workspace,)
        return Caller(f"share {share.id}", frozenset({"search"}), workspaces, videos=grant.videos), grant

    def verify(self, token: str | None) -> ApiKey:
        """The key of a token; counts no request.

        Raises:
            Problem: 401 where the key is missing, unknown, revoked or expired; 503 where the keys are stale.
        """
        self._require_fresh_keys()
        if not token:
            raise unauthorized(self._no_keys or NO_KEY)
        key = self.keys.find(token)
        if key is None:
            raise unauthorized(self._no_keys or UNKNOWN_KEY)
        if key.is_expired(datetime.now(UTC)):
            raise unauthorized(EXPIRED_KEY.format(time=key.expires_at))
        return key

    def sign_in(self, token: str) -> ApiKey:
        """As `verify`; counts a request of the key."""
        key = self.verify(token)
        self._counted(key)
        return key

    def verify_session(self, session_id: str | None) -> ApiKey:
        """The key of a session; counts no request.

        Raises:
            Problem: 401 where there is no such session or its key is not valid any more; 503 where that is unknown.
        """
        self._require_fresh_keys()
        if not session_id:
            raise unauthorized(self._no_keys or NO_KEY)
        key = self.keys.valid(key_id_of_session(session_id) or "")
        if key is None or self._find_session(session_id) != key.id:
            raise unauthorized(ENDED_SESSION)
        return key

    @property
    def _no_keys(self) -> str:
        """Why no key can be the right one; empty where the library has some."""
        if self.keys.open:
            return NONE_NEEDED
        return ALL_REVOKED if self.keys.empty else ""

    @property
    def is_open(self) -> bool:
        """Whether the library never had a key, as far as its record could be read lately."""
        return self.keys.open and not self.keys.stale

    def trail(self, actor: Actor) -> Trail:
        """The audit log of the library, as an actor writes it."""
        return trail_of(self._store, actor)

    def _find_session(self, session_id: str) -> str | None:
        try:
            return self.sessions.find(session_id)
        except files.store_errors():
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, NO_SESSIONS) from None

    def _require_fresh_keys(self) -> None:
        if self.keys.stale:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, STALE_KEYS)

    def _counted(self, key: ApiKey | None) -> Caller:
        if key is None:
            return self._local_caller()
        if self._rate_limiter:
            _require_rate(self._rate_limiter, key.id, key.name)
        self.keys.use.note(key.id)
        return key.caller

    def _local_caller(self) -> Caller:
        if not self.loopback:  # its record of keys was removed while other machines can reach the service
            raise unauthorized("this library has no keys, so every request is refused; `vindex keys create` makes one")
        return LOCAL_CALLER


def _require_rate(limiter: RateLimiter, counted: str, name: str) -> None:
    wait_s = limiter.count_request(counted)
    if wait_s:
        sentence = f"{name} has sent {limiter.per_minute} requests within a minute; wait {wait_s} s"
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, sentence, headers={"Retry-After": str(wait_s)})


def unauthorized(sentence: str) -> Problem:
    """A 401 with the header that names the accepted scheme."""
    return Problem(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": "Bearer"})


async def authenticate(request: HTTPConnection, permission: Permission = "search") -> Caller:
    """Authenticate a request and check its permission.

    The caller is kept as `request.state.caller`, where the request log finds its name.

    Raises:
        Problem: 401 without a valid key or session, 403 where the permission or the CSRF header is missing, 429 over
            the limit, 503 where the keys or sessions cannot be read.
    """
    authenticator: Authenticator = request.app.state.authenticator
    share_token = share_token_of(request, key_of(request))
    if share_token:
        return await _authenticate_share(request, share_token)
    session_id = None if key_of(request) else session_of(request)
    if session_id:
        caller = await run_in_threadpool(authenticator.authenticate_session, session_id)
    else:
        caller = authenticator.authenticate(key_of(request))
    request.state.caller = caller
    if not caller.has_permission(permission):
        granted = ", ".join(sorted(caller.permissions))
        raise Problem(HTTPStatus.FORBIDDEN, f"{caller.name} may not do this: it needs {permission!r} and has {granted}")
    changes = permission != "search" and request.scope["method"] not in SAFE_METHODS
    if session_id and changes and not authenticator.is_open:
        require_csrf_header(request)
    return caller


async def _authenticate_share(request: HTTPConnection, token: str) -> Caller:
    """The caller who holds a share, where it shows what is asked for; the share is `request.state.grant`."""
    authenticator: Authenticator = request.app.state.authenticator
    address = request.client.host if request.client else ""
    caller, grant = await run_in_threadpool(authenticator.authenticate_share, token, address)
    request.state.caller, request.state.grant = caller, grant
    require_shown(request.scope, grant)
    return caller


def key_of(request: HTTPConnection) -> str | None:
    """The key in the headers of a request; it wins over a session."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("Authorization"))
    return bearer if scheme.lower() == "bearer" and bearer else request.headers.get(KEY_HEADER)


def require_csrf_header(request: HTTPConnection) -> None:
    """Refuse a cross-site request: raises 403 without the header that a form on another site cannot send."""
    if request.headers.get(CSRF_HEADER) != "1":
        raise Problem(HTTPStatus.FORBIDDEN, f"a change by cookie needs the header '{CSRF_HEADER}: 1'")
