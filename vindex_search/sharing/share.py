"""A share: a link that shows one video, one moment or one collection without a key, until a time.

Its token is `vdl_<id>_<secret>`. The id names the share and may be shown; only a hash of the token is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

ShareKind = Literal["video", "moment", "collection"]
SHARE_KINDS: Final[tuple[ShareKind, ...]] = get_args(ShareKind)

ID_BYTES: Final = 8
SECRET_BYTES: Final = 32  # 256 random bits, 43 characters of base64
SHARE_ID_PATTERN: Final = re.compile(r"[0-9a-f]{16}")
TOKEN_PATTERN: Final = re.compile(r"vdl_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
MAX_MARGIN_S: Final = 60.0  # as much as a clip may have around it
MAX_DAYS: Final = 366  # a link that somebody forgot ends some day


class Subject(BaseModel):
    """What a share shows: a video, a moment of it (`start_s` and `end_s`, and a margin around it), or a collection.

    `content` is the SHA-256 of the video's bytes, by which the share follows a file that is renamed.
    """

    model_config = ConfigDict(frozen=True)

    workspace: str
    video_id: str = ""
    content: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    margin_s: float = 0.0
    collection_id: str = ""

    @property
    def kind(self) -> ShareKind:
        """Which of the three it is."""
        if self.collection_id:
            return "collection"
        return "video" if self.start_s is None else "moment"


class SharedLink(BaseModel):
    """A share as the library stores it; times are ISO 8601 in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    digest: str
    subject: Subject
    ends_at: str
    download: bool = False
    created_by: str = ""
    created_at: str = ""

    def matches(self, token: str) -> bool:
        """Whether a token is this share's; compared in constant time."""
        return hmac.compare_digest(self.digest, hash_token(token))

    def has_ended(self, now: datetime) -> bool:
        """Whether it is refused by now; one whose end cannot be read is."""
        try:
            return datetime.fromisoformat(self.ends_at) <= now
        except (ValueError, TypeError):  # no time, or one without a zone
            return True


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def share_id_of(token: str) -> str | None:
    """The id in a token; None where the token is malformed."""
    match = TOKEN_PATTERN.fullmatch(token)
    return match[1] if match else None


def new_share(subject: Subject, ends_at: datetime, *, download: bool, by: str) -> tuple[SharedLink, str]:
    """A share with a random id; returns it and its token, which is not stored and cannot be shown again."""
    identifier = secrets.token_hex(ID_BYTES)
    token = f"vdl_{identifier}_{secrets.token_urlsafe(SECRET_BYTES)}"
    share = SharedLink(
        id=identifier,
        digest=hash_token(token),
        subject=subject,
        ends_at=ends_at.astimezone(UTC).isoformat(timespec="seconds"),
        download=download,
        created_by=by,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return share, token
