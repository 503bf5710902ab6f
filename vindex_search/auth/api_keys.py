"""API keys: generation, format, hashing and verification.

A key is the token `vdx_<id>_<secret>`. The id names the key and may be shown; only a hash of the token is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from vindex_search.auth.expiry import expiry_time, is_expired
from vindex_search.auth.permissions import PERMISSIONS, Caller, Permission
from vindex_search.contract.ids import validate_workspace

ID_BYTES: Final = 4  # 8 hex digits
SECRET_BYTES: Final = 32  # 43 characters of base64
KEY_PATTERN: Final = re.compile(r"vdx_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
NAME_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}")


class ApiKeyInfo(BaseModel):
    """The public fields of a key; empty `workspaces` means all, `expires_at` None never.

    Times are ISO 8601 in UTC.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    scopes: tuple[Permission, ...]
    workspaces: tuple[str, ...]
    created_at: str
    expires_at: str | None = None

    def is_expired(self, now: datetime) -> bool:
        """Whether the key is refused by now."""
        return is_expired(self.expires_at, now)


class ApiKey(ApiKeyInfo):
    """A key as the library stores it."""

    digest: str

    def matches(self, token: str) -> bool:
        """Whether a token is this key; compared in constant time."""
        return hmac.compare_digest(self.digest, hash_token(token))

    @property
    def caller(self) -> Caller:
        """The caller who holds the key."""
        return Caller(self.name, frozenset(self.scopes), self.workspaces, key_id=self.id)


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex."""
    # Slow, salted hashes protect passwords that people choose; 256 random bits need neither.
    return hashlib.sha256(token.encode()).hexdigest()


def key_id_of(token: str) -> str | None:
    """The id in a token; None where the token is malformed."""
    match = KEY_PATTERN.fullmatch(token)
    return match[1] if match else None


def generate_key(
    name: str, scopes: Sequence[str], workspaces: Sequence[str], *, expires: str = ""
) -> tuple[ApiKey, str]:
    """Generate a key; returns it and its token, which is not stored and cannot be shown again.

    Raises:
        ValueError: the name, a scope, a workspace or `expires` is malformed; the message says what is allowed.
    """
    now = datetime.now(UTC)
    identifier = secrets.token_hex(ID_BYTES)
    token = f"vdx_{identifier}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey(
        id=identifier,
        name=_validate_name(name),
        scopes=_validate_scopes(scopes),
        workspaces=tuple(dict.fromkeys(map(validate_workspace, workspaces))),
        created_at=now.isoformat(timespec="seconds"),
        expires_at=expiry_time(expires, now) if expires else None,
        digest=hash_token(token),
    )
    return key, token


def _validate_name(name: str) -> str:
    if not NAME_PATTERN.fullmatch(name):
        raise ValueError(
            f"{name!r} is no valid name of a key; allowed are letters, digits, spaces and ._@-, at most 64 characters"
        )
    return name


def _validate_scopes(scopes: Sequence[str]) -> tuple[Permission, ...]:
    allowed = ", ".join(PERMISSIONS)
    unknown = [scope for scope in scopes if scope not in PERMISSIONS]
    if unknown:
        raise ValueError(f"scope {unknown[0]!r} is unknown; allowed: {allowed}")
    if not scopes:
        raise ValueError(f"a key needs at least one scope; allowed: {allowed}")
    return tuple(scope for scope in PERMISSIONS if scope in scopes)
