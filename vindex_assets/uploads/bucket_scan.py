"""Which parts of the bucket a look goes through: a stretch of the pass that is under way, and keys named one by one.

A pass goes from the first key to the last, a bounded stretch at each look. Where nobody announces uploads the next one
begins at once; with notifications once an hour, for those that were lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from vindex_assets.uploads.cursor import Cursor
from vindex_assets.uploads.listing import Slice, next_slice, slices_of
from vindex_search.storage.bucket import Bucket

MOST_LISTED: Final = 10_000  # objects of a look: ten answers of S3
LISTING_S: Final = 2.0  # or what is read in this time, of the sixty seconds that Dagster gives a tick
MOST_SINGLE: Final = 100  # keys that are listed one by one in a look, a request each
PASS_INTERVAL_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Told:
    """What notifications say: the keys that changed since the last look, and whether there are any notifications."""

    keys: tuple[str, ...] = ()
    listens: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a look goes through, oldest listing first; `ends_pass`: there is nothing left of the pass behind it."""

    slices: tuple[Slice, ...]
    cursor: Cursor
    ends_pass: bool


def next_stretch(bucket: Bucket, cursor: Cursor, told: Told, *, now: float) -> Stretch:
    """List what is next.

    Args:
        bucket: What is listed.
        cursor: Where the last look ended; the stretch's own cursor has `again` without what is listed here.
        told: What was announced.
        now: Seconds since 1970.
    """
    singles = list(dict.fromkeys([*told.keys, *cursor.again]))[:MOST_SINGLE]
    listed = slices_of(bucket, singles)
    cursor = replace(cursor, again=_left(singles, [*told.keys, *cursor.again]))
    if cursor.after is None and not _is_due(cursor, told, now):
        return Stretch(tuple(listed), cursor, ends_pass=False)
    after, began = cursor.after or "", cursor.began if cursor.after else now
    part = next_slice(bucket, after, most=MOST_LISTED, seconds=LISTING_S, clock=time.monotonic)
    listed.append(part)
    return Stretch(tuple(listed), replace(cursor, after=part.end, began=began), ends_pass=part.end is None)


def _left(singles: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    done = set(singles)
    return tuple(dict.fromkeys(key for key in keys if key not in done))


def _is_due(cursor: Cursor, told: Told, now: float) -> bool:
    """Whether another pass is to begin; many keys at once are found faster by one."""
    waited = now - cursor.began
    return not told.listens or len(told.keys) >= MOST_SINGLE or not 0 <= waited < PASS_INTERVAL_S
