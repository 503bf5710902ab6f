"""Cursor pagination that is stable while new videos are indexed.

A cursor names the moments that earlier pages had, not how many they were: no moment is returned twice and none is
skipped, whatever is indexed between two requests and whichever replica of the service answers.

    cursor = base64url( digest of the request, 6 bytes | moment, 13 bytes | moment | ... )
    moment = 5 bytes of the video id's hex digits | start in ms, u32 | end in ms, u32
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

PACKED_MOMENT: Final = struct.Struct(">5sII")
DIGEST_BYTES: Final = 6
MAX_MOMENTS: Final = 300  # over all pages; few people read further, and the cursor stays under 6 KiB

Packed = tuple[bytes, int, int]


@dataclass(frozen=True, slots=True)
class SeenMoments:
    """The moments of the earlier pages of a request."""

    packed: tuple[Packed, ...] = ()

    def __len__(self) -> int:
        """Number of moments."""
        return len(self.packed)

    def contains(self, moment: Moment) -> bool:
        """Whether a moment was on an earlier page, even if a new video has moved its ends a little since."""
        packed = _pack(moment)
        return any(_is_same(packed, seen) for seen in self.packed)

    def with_page(self, page: Iterable[Moment]) -> SeenMoments:
        """These and the moments of one more page."""
        return SeenMoments(self.packed + tuple(_pack(moment) for moment in page))


NONE_SEEN: Final = SeenMoments()


def next_cursor(request_key: str, seen: SeenMoments) -> str:
    """The cursor of the page after those that were seen.

    Args:
        request_key: Identifies the request.
        seen: The moments of all pages so far.
    """
    data = _digest(request_key) + b"".join(PACKED_MOMENT.pack(*packed) for packed in seen.packed)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_cursor(request_key: str, cursor: str) -> SeenMoments:
    """The moments that a cursor says were seen.

    Raises:
        ValueError: it is malformed, or the cursor of another request; the message says which.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) < DIGEST_BYTES or (len(data) - DIGEST_BYTES) % PACKED_MOMENT.size:
        raise ValueError(f"cursor {cursor[:20]!r} is not valid; use the one in `next` of an answer")
    if data[:DIGEST_BYTES] != _digest(request_key):
        raise ValueError("the cursor belongs to another query; use the one in `next` of an answer to this query")
    return SeenMoments(tuple(PACKED_MOMENT.iter_unpack(data[DIGEST_BYTES:])))


def next_page(moments: Sequence[Moment], seen: SeenMoments, limit: int) -> tuple[list[Moment], bool]:
    """The first moments that were not seen, and whether another page follows."""
    unseen = [moment for moment in moments if not seen.contains(moment)]
    return unseen[:limit], len(unseen) > limit and len(seen) + limit < MAX_MOMENTS


def next_page_in_time(moments: Iterable[Moment], seen: SeenMoments, limit: int) -> tuple[list[Moment], bool]:
    """The first moments of one video, in order of time, after the last that was seen, and whether another page follows.

    A moment follows where its middle does: its ends may have moved a little since.
    """
    _, _, after_ms = seen.packed[-1] if seen.packed else (b"", 0, 0)
    later = [moment for moment in moments if (moment.start_s + moment.end_s) * 500 >= after_ms]
    unseen = sorted(later, key=lambda moment: moment.start_s)
    return unseen[:limit], len(unseen) > limit


def _pack(moment: Moment) -> Packed:
    start_ms = round(moment.start_s * 1000)
    end_ms = max(start_ms + 1, round(moment.end_s * 1000))
    return bytes.fromhex(moment.video_id[-10:]), start_ms, end_ms


def _is_same(one: Packed, other: Packed) -> bool:
    """Whether two moments of one video overlap by at least half of the shorter one."""
    (video, start, end), (other_video, other_start, other_end) = one, other
    overlap = min(end, other_end) - max(start, other_start)
    return video == other_video and 2 * overlap >= min(end - start, other_end - other_start)


def _digest(request_key: str) -> bytes:
    return hashlib.sha256(request_key.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]
