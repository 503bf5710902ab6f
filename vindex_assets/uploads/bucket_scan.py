"""Lists the part of the bucket that one tick compares: the next key range of the pass under way, and single keys.

A pass goes over all keys in order, a bounded range a tick. Without notifications the next pass begins at once; with
them once an hour, to find the uploads whose notifications were lost.

A video and its sidecars share a group, the prefix up to the first dot of the file name. A range always ends at the
border of a group, so that no video is compared without its sidecars:

    keys in order    w/a.en.vtt  w/a.mp4   w/b.mp4  w/b.srt   w/c.mp4 ...
    groups          [------ w/a. -------] [----- w/b. -----] [-- w/c. --
    ranges          [start, "w/b.")       ["w/b.", "w/c.")   ["w/c.", None)

A folder may lie between a video and its sidecar. Its groups are nested, and no range ends before the outer one does:

    keys in order    w/a.ass  w/a.d/x.mp4  w/a.d/y.mp4  w/a.mp4   w/b.mp4
    groups                   [ w/a.d/x. ] [ w/a.d/y. ]
                    [------------------- w/a. ---------------] [- w/b. -]
    possible ends   ^                                          ^
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vindex_assets.uploads.cursor import ScanCursor
from vindex_search.storage.bucket import Bucket, ObjectInfo

MAX_LISTED: Final = 10_000  # objects a tick: ten pages of S3
LISTING_S: Final = 2.0  # or what is listed in this time, of the sixty seconds that Dagster gives a tick
PAGE_SIZE: Final = 1000  # objects of a full page of S3: a range has at least so many, whatever the time
MAX_SINGLE_KEYS: Final = 100  # keys that are listed one by one in a tick, a request each
PASS_INTERVAL_S: Final = 3600.0  # between the beginnings of two passes, where notifications are available


@dataclass(frozen=True, slots=True)
class Notifications:
    """The keys that changed since the last tick; `available`: there is a queue of notifications, and it was read."""

    keys: tuple[str, ...] = ()
    available: bool = False


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The objects of the bucket with `start` <= key < `end`; `end` None: up to the last key.

    A border is the prefix of a group or a key that is neither video nor sidecar, so no file of an upload equals it.
    `links` are the keys of the symbolic links in the range, which are no objects.
    """

    listed: tuple[ObjectInfo, ...]
    start: str
    end: str | None
    links: tuple[str, ...] = ()

    def covers(self, key: str) -> bool:
        """Whether an object of this key would be in the range."""
        return self.start <= key and (self.end is None or key < self.end)


@dataclass(frozen=True, slots=True)
class ScanStep:
    """What one tick has listed.

    Attributes:
        ranges: In the order in which they were listed; they may overlap.
        cursor: Where the next tick goes on; its `again` is without what was listed here.
        ends_pass: The pass has reached the last key.
        of_pass: The one of the ranges that is a part of the pass; None where no pass is under way.
    """

    ranges: tuple[KeyRange, ...]
    cursor: ScanCursor
    ends_pass: bool
    of_pass: KeyRange | None = None

    def objects(self) -> list[ObjectInfo]:
        """The objects of all ranges; where two ranges overlap, as the later one listed them."""
        latest: dict[str, ObjectInfo] = {}
        for part in self.ranges:
            latest = {key: item for key, item in latest.items() if not part.covers(key)}
            latest |= {item.key: item for item in part.listed}
        return list(latest.values())


def next_scan_step(bucket: Bucket, cursor: ScanCursor, notifications: Notifications, *, now: float) -> ScanStep:
    """List what is next: the single keys first, then a range of the pass where one is under way or due.

    Args:
        bucket: What is listed.
        cursor: Where the last tick ended.
        notifications: Which keys changed.
        now: Unix seconds.

    Raises:
        OSError: the bucket cannot be listed.
    """
    keys = tuple(dict.fromkeys([*notifications.keys, *cursor.again]))
    groups = list_groups(bucket, keys[:MAX_SINGLE_KEYS])
    cursor = replace(cursor, again=keys[MAX_SINGLE_KEYS:])
    if cursor.after is None and not _is_pass_due(cursor, notifications, now):
        return ScanStep(ranges=tuple(groups), cursor=cursor, ends_pass=False)
    began = cursor.began if cursor.after else now
    part = list_range(bucket, cursor.after or "", max_objects=MAX_LISTED, max_seconds=LISTING_S, clock=time.monotonic)
    cursor = replace(cursor, after=part.end, began=began)
    return ScanStep(ranges=(*groups, part), cursor=cursor, ends_pass=part.end is None, of_pass=part)


def _is_pass_due(cursor: ScanCursor, notifications: Notifications, now: float) -> bool:
    """Whether another pass is to begin; it also finds many changed keys sooner than single requests do."""
    if not notifications.available or len(notifications.keys) >= MAX_SINGLE_KEYS:
        return True
    return not 0 <= now - cursor.began < PASS_INTERVAL_S  # negative: the clock was set back


def sidecar_group(key: str) -> str:
    """The prefix that a video and its sidecars share; the key itself where it can be neither."""
    folder, slash, name = key.rpartition("/")
    stem, dot, _ = name.partition(".")
    return f"{folder}{slash}{stem}{dot}" if stem and dot else key


def list_range(
    bucket: Bucket, start: str, *, max_objects: int, max_seconds: float, clock: Callable[[], float]
) -> KeyRange:
    """The range of the bucket that begins at `start` and ends at the first border after the limits are reached.

    Args:
        bucket: What is listed.
        start: The `end` of the range before; empty: the first key.
        max_objects: How many objects are enough, at least one; a group that was begun is listed to its end.
        max_seconds: How much time is enough, once a page of a listing was read.
        clock: Seconds, as `time.monotonic` has them.

    Raises:
        OSError: the bucket cannot be listed.
    """
    deadline = clock() + max_seconds
    listed: list[ObjectInfo] = []
    open_groups: list[str] = []
    links: list[str] = []
    for item in bucket.list(after=start, on_link=links.append):
        open_groups = [group for group in open_groups if item.key.startswith(group)]
        is_enough = len(listed) >= max_objects or (len(listed) >= PAGE_SIZE and clock() >= deadline)
        if is_enough and not open_groups and _can_end_before(item, listed[-1]):
            end = sidecar_group(item.key)
            return KeyRange(tuple(listed), start, end, links=tuple(key for key in links if key < end))
        listed.append(item)
        open_groups += _opened_by(item, open_groups)
    return KeyRange(tuple(listed), start, None, links=tuple(links))


def _can_end_before(item: ObjectInfo, last: ObjectInfo) -> bool:
    """Whether the group of `item` is a border: behind the last object, and a key that every store can list from.

    Some stores answer in XML with the key that was asked for, and XML has no place for control characters.
    """
    border = sidecar_group(item.key)
    is_listable = not any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in border)
    return border > last.key and is_listable


def _opened_by(item: ObjectInfo, open_groups: Sequence[str]) -> list[str]:
    """The group that begins with this object, if one does."""
    group = sidecar_group(item.key)
    return [group] if group.endswith(".") and group not in open_groups else []


def list_groups(bucket: Bucket, keys: Iterable[str]) -> list[KeyRange]:
    """The groups of single keys, whether or not an object of that name is left.

    Keys that can be neither a video nor a sidecar have none; of nested groups the outer one is listed.

    Raises:
        OSError: the bucket cannot be listed.
    """
    ranges: list[KeyRange] = []
    for group in sorted({sidecar_group(key) for key in keys if sidecar_group(key) != key}):
        if not ranges or not ranges[-1].covers(group):
            listed = tuple(bucket.list(prefix=group))
            ranges.append(KeyRange(listed=listed, start=group, end=_least_beyond(group)))
    return ranges


def _least_beyond(prefix: str) -> str:
    """The least of all strings that come after every string with this prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
