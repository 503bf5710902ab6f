"""A correction: one entry of an append-only overlay over what was recognised; undoing one is an entry too.

kind           anchor                         before                 after
transcript     times of the line              its text               the right text
screen         times of the text on screen    its text               the right text
line_speaker   times of the line              its text               who says it
speaker        none                           a speaker's label      the speaker's name, in all lines
undo           none                           id of the entry        empty
"""

from __future__ import annotations

import math
import re
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, Self, get_args

from vindex_search.contract.record_format import Fields

Kind = Literal["transcript", "screen", "line_speaker", "speaker", "undo"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
ANCHORED: Final[frozenset[Kind]] = frozenset({"transcript", "screen", "line_speaker"})
MAX_TEXT: Final = 4_000  # characters: a line of speech has some hundred, a full slide a thousand
MAX_NAME: Final = 120  # characters of a speaker's name
ID_PATTERN: Final = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")


class InvalidCorrection(ValueError):
    """A field of a correction is empty, too long or does not fit its kind; the message names it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of an overlay.

    Attributes:
        id: Milliseconds since 1970 and a random part, both in hex: entries sort by when they were made.
        kind: What it corrects.
        before: What was there when it was made; of an undo the entry's id.
        after: What is there instead; of an undo empty.
        start_s, end_s: Where the line is, in seconds; None for a speaker's name and an undo.
        made_at: When, ISO 8601 in UTC.
        made_by: Who, for people: the name of a key or of the machine's user.

    Raises:
        InvalidCorrection: a field does not fit the others.
    """

    id: str
    kind: Kind
    before: str
    after: str
    start_s: float | None
    end_s: float | None
    made_at: str
    made_by: str

    def __post_init__(self) -> None:
        """Validate."""
        if not ID_PATTERN.fullmatch(self.id):
            raise InvalidCorrection(f"{self.id!r} is no id of a correction")
        if (self.kind in ANCHORED) != _is_range(self.start_s, self.end_s):
            raise InvalidCorrection(f"a correction of kind {self.kind} has {_times(self.kind)}")
        if self.kind == "undo":
            _require_undo(self.before, self.after)
        else:
            _require_texts(self.kind, self.before, self.after)

    def to_dict(self) -> dict[str, Any]:
        """The fields as values of JSON."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """The inverse of `to_dict`.

        Raises:
            DamagedRecord: a field is missing or of another type.
            InvalidCorrection: the fields do not fit each other.
        """
        texts = {name: fields.string(name) for name in ("id", "before", "after", "made_at", "made_by")}
        has_times = fields.values.get("start_s") is not None
        start_s, end_s = (fields.number("start_s"), fields.number("end_s")) if has_times else (None, None)
        return cls(kind=fields.one_of("kind", KINDS), start_s=start_s, end_s=end_s, **texts)


def make_correction(
    kind: Kind, before: str, after: str, *, by: str, times: tuple[float, float] | None = None
) -> Correction:
    """A correction that is made now.

    Raises:
        InvalidCorrection: a field does not fit its kind.
    """
    start_s, end_s = times or (None, None)
    now = time.time()
    made_at = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    made_id = f"{int(now * 1000):012x}-{secrets.token_hex(4)}"
    return Correction(made_id, kind, before, after, start_s, end_s, made_at, by)


def made_at_s(correction_id: str) -> float:
    """When a correction was made, in seconds since 1970."""
    return int(correction_id[:12], 16) / 1000


def _is_range(start_s: float | None, end_s: float | None) -> bool:
    if start_s is None or end_s is None:
        return False
    return math.isfinite(start_s) and math.isfinite(end_s) and 0.0 <= start_s <= end_s


def _times(kind: Kind) -> str:
    return "a start and a later end, in seconds" if kind in ANCHORED else "no times"


def _require_undo(before: str, after: str) -> None:
    if not ID_PATTERN.fullmatch(before) or after:
        raise InvalidCorrection("an undo names the id of an entry, and nothing else")


def _require_texts(kind: Kind, before: str, after: str) -> None:
    limit = MAX_NAME if kind in ("speaker", "line_speaker") else MAX_TEXT
    if not after.strip() or len(after) > limit:
        raise InvalidCorrection(f"what a correction of kind {kind} says has 1 to {limit} characters")
    if not before.strip() or len(before) > MAX_TEXT * 4:
        raise InvalidCorrection("a correction says what was there before, in the line's own words")
