"""API keys: how one reads, what is kept of it, and how it is recognised.

A key reads `vdx_<id>_<secret>`. The id says which key it is and may be shown; of the secret only a hash is kept.
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

from vindex_search.auth.permissions import PERMISSIONS, Caller, Permission
from vindex_search.contract.ids import validate_workspace

ID_BYTES: Final = 4
SECRET_BYTES: Final = 32  # 256 bits
KEY_PATTERN: Final = re.compile(r"vdx_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
NAME_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}")


class ApiKeyInfo(BaseModel):
    """What may be told about a key; no workspaces named: all of them."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    scopes: tuple[Permission, ...]
    workspaces: tuple[str, ...]
    created_at: str


class ApiKey(ApiKeyInfo):
    """A key as the library keeps it."""

    digest: str

    def matches(self, written: str) -> bool:
        """Whether this is the key that somebody wrote."""
        return hmac.compare_digest(self.digest, hash_token(written))

    @property
    def caller(self) -> Caller:
        """Whoever holds the key."""
        return Caller(self.name, frozenset(self.scopes), self.workspaces)


def hash_token(written: str) -> str:
    """The hash that is kept of a key, in hex."""
    # Slow and salted hashes protect what people think up; 256 random bits can be neither guessed nor listed.
    return hashlib.sha256(written.encode()).hexdigest()


def key_id_of(written: str) -> str | None:
    """The id in a written key, or None where it is no key."""
    match = KEY_PATTERN.fullmatch(written)
    return match[1] if match else None


def generate_key(name: str, scopes: Sequence[str], workspaces: Sequence[str]) -> tuple[ApiKey, str]:
    """A key, and how it is written: the only time that anybody sees that.

    Raises:
        ValueError: the name, a scope or a workspace is malformed; the message names it and what is allowed.
    """
    identifier = secrets.token_hex(ID_BYTES)
    written = f"vdx_{identifier}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey(
        id=identifier,
        name=_checked_name(name),
        scopes=_checked_scopes(scopes),
        workspaces=tuple(dict.fromkeys(map(validate_workspace, workspaces))),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        digest=hash_token(written),
    )
    return key, written


def _checked_name(name: str) -> str:
    if not NAME_PATTERN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a key; allowed are letters, digits, spaces and ._@-, at most 64")
    return name


def _checked_scopes(scopes: Sequence[str]) -> tuple[Permission, ...]:
    allowed = ", ".join(PERMISSIONS)
    unknown = [scope for scope in scopes if scope not in PERMISSIONS]
    if unknown:
        raise ValueError(f"scope {unknown[0]!r} is unknown; allowed: {allowed}")
    if not scopes:
        raise ValueError(f"a key without a scope opens nothing; allowed: {allowed}")
    return tuple(scope for scope in PERMISSIONS if scope in scopes)
