"""Which parts of the bucket a look goes through: a stretch of the pass that is under way, and keys named one by one.

A pass goes from the first key to the last, a bounded stretch at each look. Where nobody announces uploads the next one
begins at once; with notifications once an hour, for those that were lost.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vindex_assets.uploads.cursor import ScanCursor
from vindex_search.storage.bucket import Bucket, ObjectInfo

MAX_LISTED: Final = 10_000  # objects of a look: ten answers of S3
LISTING_S: Final = 2.0  # or what is read in this time, of the sixty seconds that Dagster gives a tick
MAX_SINGLE_KEYS: Final = 100  # keys that are listed one by one in a look, a request each
PASS_INTERVAL_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Notifications:
    """What notifications say: the keys that changed since the last look, and whether there are any notifications."""

    keys: tuple[str, ...] = ()
    available: bool = False


@dataclass(frozen=True, slots=True)
class ScanStep:
    """What a look goes through, oldest listing first; `ends_pass`: there is nothing left of the pass behind it."""

    ranges: tuple[KeyRange, ...]
    cursor: ScanCursor
    ends_pass: bool


def next_scan_step(bucket: Bucket, cursor: ScanCursor, told: Notifications, *, now: float) -> ScanStep:
    """List what is next.

    Args:
        bucket: What is listed.
        cursor: Where the last look ended; the stretch's own cursor has `again` without what is listed here.
        told: What was announced.
        now: Seconds since 1970.
    """
    singles = list(dict.fromkeys([*told.keys, *cursor.again]))[:MAX_SINGLE_KEYS]
    listed = list_groups(bucket, singles)
    cursor = replace(cursor, again=_left(singles, [*told.keys, *cursor.again]))
    if cursor.after is None and not _is_due(cursor, told, now):
        return ScanStep(tuple(listed), cursor, ends_pass=False)
    after, began = cursor.after or "", cursor.began if cursor.after else now
    part = list_range(bucket, after, max_objects=MAX_LISTED, max_seconds=LISTING_S, clock=time.monotonic)
    listed.append(part)
    return ScanStep(tuple(listed), replace(cursor, after=part.end, began=began), ends_pass=part.end is None)


def _left(singles: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    done = set(singles)
    return tuple(dict.fromkeys(key for key in keys if key not in done))


def _is_due(cursor: ScanCursor, told: Notifications, now: float) -> bool:
    """Whether another pass is to begin; many keys at once are found faster by one."""
    waited = now - cursor.began
    return not told.available or len(told.keys) >= MAX_SINGLE_KEYS or not 0 <= waited < PASS_INTERVAL_S


PAGE_SIZE: Final = 1000  # objects of a full answer of S3: so many are taken whatever the time


@dataclass(frozen=True, slots=True)
class KeyRange:
    """What the bucket holds with `start` <= key < `end`; `end` None: to its end.

    A border is the beginning of a group or a key that is no upload, so nothing that matters is called like it.
    """

    listed: tuple[ObjectInfo, ...]
    start: str
    end: str | None

    def covers(self, key: str) -> bool:
        """Whether an object of this key would be in the slice."""
        return self.start <= key and (self.end is None or key < self.end)


def sidecar_group(key: str) -> str:
    """What the keys of a video and of its sidecar files begin with; the key itself where it can be neither."""
    folder, slash, name = key.rpartition("/")
    stem, dot, _ = name.partition(".")
    return f"{folder}{slash}{stem}{dot}" if stem and dot else key


def list_range(
    bucket: Bucket, after: str, *, max_objects: int, max_seconds: float, clock: Callable[[], float]
) -> KeyRange:
    """The stretch of the bucket that begins at `after`.

    Args:
        bucket: What is listed.
        after: The `end` of the slice before; empty: the beginning.
        most: How many objects are enough, one at least; a group that was begun is listed to its end.
        seconds: How much time is enough, once a page of a listing was read.
        clock: Seconds, as `time.monotonic` has them.

    Raises:
        OSError: the bucket cannot be listed.
    """
    until = clock() + max_seconds
    found: list[ObjectInfo] = []
    begun: list[str] = []
    for item in bucket.list(after=after):
        group = sidecar_group(item.key)
        begun = [other for other in begun if item.key.startswith(other)]
        is_enough = len(found) >= max_objects or (len(found) >= PAGE_SIZE and clock() >= until)
        if is_enough and not begun and group > found[-1].key and _is_plain(group):
            return KeyRange(tuple(found), after, group)
        found.append(item)
        if group.endswith(".") and group not in begun:
            begun.append(group)
    return KeyRange(tuple(found), after, None)


def _is_plain(border: str) -> bool:
    """Whether any store lists from there on: some answer in XML with the key that was asked for, and XML has no place
    for control characters.
    """
    return not any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in border)


def list_groups(bucket: Bucket, keys: Iterable[str]) -> list[KeyRange]:
    """The groups of single keys, whether or not there still is anything of that name.

    Keys that can be neither a video nor a sidecar file have none.

    Raises:
        OSError: the bucket cannot be listed.
    """
    slices: list[KeyRange] = []
    for group in sorted({sidecar_group(key) for key in keys if sidecar_group(key) != key}):
        if not slices or not slices[-1].covers(group):
            slices.append(KeyRange(tuple(bucket.list(prefix=group)), group, _beyond(group)))
    return slices


def _beyond(group: str) -> str:
    """The least of all strings that come after everything in a group."""
    return group[:-1] + chr(ord(group[-1]) + 1)
