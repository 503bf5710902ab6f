"""The moments of a video that saved searches told: each once, and the same one where a new run moves its bounds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict

SAME_SHARE: Final = 0.5  # of the shorter of two moments: what overlaps so far is the same one
HASH_LENGTH: Final = 16  # hex digits


class ToldMoment(BaseModel):
    """A moment that was told.

    Attributes:
        id: Of the moment, for who receives it.
        start_s, end_s: Its range in the video, in seconds.
        text: What is said or written there; empty: a frame.
        channels: Where it was found.
        chance: Probability that a video of this length without the subject has such a moment; None: not measured.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    start_s: float
    end_s: float
    text: str
    channels: tuple[str, ...]
    chance: float | None


class ToldBatch(BaseModel):
    """What one comparison of a video with a search told: one message.

    Attributes:
        id: Of the message; the same however often it is delivered.
        search: Of the saved search.
        at: When, ISO 8601 in UTC.
        generation: Fingerprint of the points that were compared.
        title: Of the video.
        moments: By time.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    search: str
    at: str
    generation: str
    title: str
    moments: tuple[ToldMoment, ...]

    def entry_name(self, video_id: str) -> str:
        """The name of its file among those of the search."""
        stamp = self.at.replace(":", "").replace("-", "").replace(".", "")  # names are in the order of time
        return f"{stamp}.{len(self.moments)}.{video_id}.{self.id}.json"


class ToldOfVideo(BaseModel):
    """All that was told of one video."""

    model_config = ConfigDict(frozen=True)

    batches: tuple[ToldBatch, ...] = ()

    def moments_of(self, search: str) -> list[ToldMoment]:
        """What a search told."""
        return [moment for batch in self.batches if batch.search == search for moment in batch.moments]

    def to_json(self) -> bytes:
        """The content of its file."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, content: bytes | None) -> ToldOfVideo:
        """Parse what `to_json` wrote; None: nothing was told."""
        return cls() if content is None else cls.model_validate_json(content)


def is_same(one: ToldMoment, other: ToldMoment) -> bool:
    """Whether two moments of a video are one: they share at least `SAME_SHARE` of the shorter one."""
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return shared >= 0 and shared >= SAME_SHARE * shorter


def untold(found: Sequence[ToldMoment], told: Sequence[ToldMoment]) -> list[ToldMoment]:
    """The moments found that are none of those told, nor of each other, by time."""
    new: list[ToldMoment] = []
    for moment in sorted(found, key=lambda one: one.start_s):
        if not any(is_same(moment, known) for known in (*told, *new)):
            new.append(moment)
    return new


def moment_id(search: str, video_id: str, start_s: float) -> str:
    """The id of a moment."""
    return "mom_" + _digest(search, video_id, f"{start_s:.3f}")


def batch_id(search: str, video_id: str, moments: Sequence[ToldMoment]) -> str:
    """The id of the message that tells some moments: `Webhook-Id`."""
    return "msg_" + _digest(search, video_id, *(moment.id for moment in moments))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:HASH_LENGTH]
