"""Pages that stay as they were while new videos land: a cursor names the moments that were shown, not how many.

So no moment is shown twice and none of those that were there is passed over, whatever is indexed between two pages and
whichever replica of the service answers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.ranking.moments import Moment

PACKED_MOMENT: Final = struct.Struct(">5sII")  # ten hex digits of a video's id, and a start and an end in milliseconds
DIGEST_BYTES: Final = 6  # bytes: a question's
MAX_MOMENTS: Final = 300  # moments: further down nobody looks, and the address stays under 6 KiB


@dataclass(frozen=True, slots=True)
class SeenMoments:
    """What earlier pages of a question have shown."""

    packed: tuple[tuple[bytes, int, int], ...] = ()

    def __len__(self) -> int:
        """How many moments."""
        return len(self.packed)

    def contains(self, moment: Moment) -> bool:
        """Whether a moment was shown: one that a new video has moved a little is the same, its neighbour is not."""
        one = _packed(moment)
        return any(_is_same(one, other) for other in self.packed)

    def with_page(self, page: Iterable[Moment]) -> SeenMoments:
        """What has been shown when a page has been too."""
        return SeenMoments(self.packed + tuple(_packed(moment) for moment in page))


NONE_SEEN: Final = SeenMoments()


def next_cursor(question: str, shown: SeenMoments) -> str:
    """What a client sends to get the page after those that were shown."""
    data = _digest(question) + b"".join(PACKED_MOMENT.pack(*one) for one in shown.packed)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_cursor(question: str, given: str) -> SeenMoments:
    """What a cursor says has been shown.

    Raises:
        ValueError: it is none, or one of another question; the message says so.
    """
    try:
        data = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) < DIGEST_BYTES or (len(data) - DIGEST_BYTES) % PACKED_MOMENT.size:
        raise ValueError(f"cursor {given[:20]!r} is none of this service's; `next` of an answer has one")
    if data[:DIGEST_BYTES] != _digest(question):
        raise ValueError("the cursor is of another question; `next` of an answer has the one that goes with it")
    return SeenMoments(tuple(PACKED_MOMENT.iter_unpack(data[DIGEST_BYTES:])))


def next_page(moments: Sequence[Moment], shown: SeenMoments, limit: int) -> tuple[list[Moment], bool]:
    """The moments of the next page, and whether there is one after it."""
    left = [moment for moment in moments if not shown.contains(moment)]
    return left[:limit], len(left) > limit and len(shown) + limit < MAX_MOMENTS


def _packed(moment: Moment) -> tuple[bytes, int, int]:
    start = round(moment.start_s * 1000)
    return bytes.fromhex(moment.video_id[-10:]), start, max(start + 1, round(moment.end_s * 1000))


def _is_same(one: tuple[bytes, int, int], other: tuple[bytes, int, int]) -> bool:
    """Whether two moments have at least half of the shorter of them in common."""
    (video, start, end), (of, since, until) = one, other
    return video == of and 2 * (min(end, until) - max(start, since)) >= min(end - start, until - since)


def _digest(question: str) -> bytes:
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]
