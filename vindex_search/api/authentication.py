"""Who comes in: whoever holds a key of the library, or, where it has none, whoever asks from this machine."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from vindex_search.api.problems import Problem
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.auth.permissions import LOCAL_CALLER, Caller
from vindex_search.auth.rate_limit import RateLimiter

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # methods of requests that change nothing


class Authenticator:
    """Tells callers by what they bring.

    Args:
        keys: Those of the library.
        loopback: Whether the service listens on this machine's own addresses alone.
        per_minute: Requests a minute that a key may make; 0: any number.
    """

    def __init__(self, keys: ApiKeyCache, *, loopback: bool, per_minute: int) -> None:
        self.keys = keys
        self.loopback = loopback
        self._rate = RateLimiter(per_minute) if per_minute else None

    def authenticate(self, written: str | None) -> Caller:
        """Whoever brings a written key, or none.

        Raises:
            Problem: 401 without a key of the library, 429 where the key has asked too often.
        """
        if self.keys.empty:
            return self._without_keys()
        caller, key_id = self.verify(written)
        wait_s = self._rate.count_request(key_id) if self._rate else 0
        if self._rate and wait_s:
            sentence = f"{caller.name} has asked {self._rate.per_minute} times within a minute; wait {wait_s} s"
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, sentence, headers={"Retry-After": str(wait_s)})
        return caller

    def verify(self, written: str | None) -> tuple[Caller, str]:
        """The holder of a written key, and its id; no request is counted.

        Raises:
            Problem: 401, where it is no key of the library.
        """
        if not written:
            raise unauthorized("a key is needed: send it as 'Authorization: Bearer vdx_...'; `vindex keys create` makes one")
        key = self.keys.find(written)
        if key is None:
            raise unauthorized("this key is unknown or was revoked; `vindex keys list` shows those that there are")
        return key.caller, key.id

    def _without_keys(self) -> Caller:
        if not self.loopback:  # the last key was revoked under a service that other machines reach
            raise unauthorized("this library has no keys, so nobody is let in; `vindex keys create` makes one")
        return LOCAL_CALLER


def unauthorized(sentence: str) -> Problem:
    """401, which says how to come in."""
    return Problem(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": "Bearer"})
