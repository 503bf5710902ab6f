"""Who may use Dagster's UI: the holder of an admin key for all workspaces; without keys, everybody on this machine.

Dagster shows, launches and deletes whatever is in the library: a key with less would reach more through it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from vindex_assets.webserver.door.origin import is_browser
from vindex_assets.webserver.door.refusal import Refusal, forbidden
from vindex_assets.webserver.door.routes import SAFE_METHODS
from vindex_search.auth.api_keys import ApiKey
from vindex_search.auth.key_store import MAX_AGE_S, ApiKeyCache
from vindex_search.auth.sessions.store import SessionStore

COOKIE: Final = "vindex_dagster"
CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
NO_KEY: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Dagster's UI needs an admin key: sign in at /door/sign-in, or send it as Bearer",
    CHALLENGE,
)
UNKNOWN_KEY: Final = Refusal(
    HTTPStatus.UNAUTHORIZED, "this key is unknown or was revoked; `vindex keys list` shows the valid ones", CHALLENGE
)
NO_KEYS_LEFT: Final = Refusal(
    HTTPStatus.UNAUTHORIZED, "this library has no keys, so every request is refused; `vindex keys create` makes one"
)
STALE_KEYS: Final = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    f"the keys of this library could not be read for {MAX_AGE_S:.0f} s, so nobody is let in; the log says why",
)


class Admission:
    """Checks keys and sessions; asked anew at each request and each message of a WebSocket.

    Args:
        keys: The keys of the library.
        sessions: The sessions of browsers.
        cookie: The name of the cookie that holds the id of a session.
        loopback: Whether the UI listens on a loopback address only.
    """

    def __init__(self, keys: ApiKeyCache, sessions: SessionStore, *, cookie: str, loopback: bool) -> None:
        self.keys, self.sessions, self.cookie = keys, sessions, cookie
        self._loopback = loopback

    @property
    def open_library(self) -> bool:
        """Whether the library never had a key, as far as its record could be read lately, so that nobody signs in."""
        return self.keys.open and not self.keys.stale

    def refusal(self, scope: Scope) -> Refusal | None:
        """Why the sender of a request may not use Dagster; None where they may."""
        if self.keys.stale:
            return STALE_KEYS
        if self.keys.empty:
            return None if self.open_library and self._loopback else NO_KEYS_LEFT
        headers = Headers(scope=scope)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            key = self.key_of_token(token.strip())
            return refusal_of(key) if key else UNKNOWN_KEY
        if scope.get("method") not in SAFE_METHODS and not is_browser(headers):
            return NO_KEY  # a cookie alone is no leave to change anything, where nothing says which page sends it
        key = self.key_of_session(headers)
        return refusal_of(key) if key else NO_KEY

    def key_of_token(self, token: str) -> ApiKey | None:
        """The valid key of a token; None where there is none."""
        key = self.keys.find(token)
        return self.keys.valid(key.id) if key else None

    def key_of_session(self, headers: Headers) -> ApiKey | None:
        """The key of a browser's session; None where there is none, or its key was revoked."""
        key_id = self.sessions.find(self.session_id(headers))
        return self.keys.valid(key_id) if key_id else None

    def session_id(self, headers: Headers) -> str:
        """The id of a session in the cookie; empty without one."""
        return cookie_parser(headers.get("cookie", "")).get(self.cookie, "")


def refusal_of(key: ApiKey) -> Refusal | None:
    """Why a valid key does not open Dagster's UI; None where it does."""
    if "admin" not in key.scopes:
        return forbidden(
            f"the key {key.name!r} may not do this: Dagster's UI needs 'admin', it has {', '.join(key.scopes)}"
        )
    if key.workspaces:
        workspaces = ", ".join(key.workspaces)
        return forbidden(f"the key {key.name!r} is for {workspaces} only; Dagster's UI shows all workspaces")
    return None
