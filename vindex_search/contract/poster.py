"""The record of a video's picture: which of its kept frames shows it, in lists and before it plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from vindex_search.contract.record_format import Fields, Record


@dataclass(frozen=True, slots=True)
class PosterRecord(Record):
    """A kept frame that is neither black nor blurred nor a logo.

    Attributes:
        frames: Fingerprint of the frames that it was chosen from.
        at_s: A second at which it is on screen.
    """

    FILE: ClassVar = "poster.json"
    frames: str
    at_s: float

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(frames=record.string("frames"), at_s=record.number("at_s"))
