"""An item of a collection: a whole video or a moment of one, with a note."""

from __future__ import annotations

import math
import secrets
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

ID_BYTES: Final = 4  # 8 hex digits: unique within one collection
MAX_NOTE: Final = 1000  # characters: a paragraph
# A share shows a moment as a clip, which has at most half an hour with its handles of a minute on each side.
MAX_MOMENT_S: Final = 1680.0


class SharingRefused(ValueError):
    """A collection or a share cannot be as asked; the message names the wrong value and what is allowed."""


class Item(BaseModel):
    """A video (`start_s` and `end_s` are None) or a moment of it, in seconds from its start.

    `content` is the SHA-256 of the video's bytes, by which the item follows a renamed file; None: not known yet.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    video_id: str
    content: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    note: str = ""
    added_by: str = ""
    added_at: str = ""


def new_item(
    video_id: str,
    *,
    content: str | None,
    by: str,
    start_s: float | None = None,
    end_s: float | None = None,
    note: str = "",
) -> Item:
    """An item with a random id, added now; `Collection.with_item` says whether it is allowed."""
    return Item(
        id=secrets.token_hex(ID_BYTES),
        video_id=video_id,
        content=content,
        start_s=start_s,
        end_s=end_s,
        note=note,
        added_by=by,
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def check_range(start_s: float | None, end_s: float | None) -> None:
    """Refuse what is neither a whole video (both None) nor a moment."""
    if start_s is None and end_s is None:
        return
    if start_s is None or end_s is None:
        raise SharingRefused("a moment needs start_s and end_s; a whole video has neither")
    finite = math.isfinite(start_s) and math.isfinite(end_s)
    if not finite or start_s < 0 or not 0 < end_s - start_s <= MAX_MOMENT_S:
        raise SharingRefused(
            f"from {start_s:g} to {end_s:g} s is no moment; allowed are ranges of at most {MAX_MOMENT_S:g} s from 0 on"
        )


def check_text(name: str, text: str, at_most: int, *, needed: bool = False) -> str:
    """A text without blanks around it, where it is no longer than allowed and, if `needed`, not empty."""
    text = text.strip()
    if len(text) > at_most:
        raise SharingRefused(f"{name} has {len(text)} characters; allowed are {at_most}")
    if needed and not text:
        raise SharingRefused(f"{name} is empty; allowed are 1 to {at_most} characters")
    return text
