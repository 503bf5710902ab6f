"""The bucket piece by piece: a bounded stretch of it a tick, and the places that a notification names.

A video and its sidecar files are a group: they have a name in common up to its first dot (`ws/talk.` of `ws/talk.mp4`
and `ws/talk.en.vtt`), and nothing but the contents of a folder such as `ws/talk.d/` lies between them in a listing. No
slice ends within a group: what one slice shows of a video is all there is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vindex_search.storage.bucket import Bucket, Listed

PAGE: Final = 1000  # objects of a full answer of S3: so many are taken whatever the time


@dataclass(frozen=True, slots=True)
class Slice:
    """What the bucket holds with `start` <= key < `end`; `end` None: to its end.

    A border is the beginning of a group or a key that is no upload, so nothing that matters is called like it.
    """

    listed: tuple[Listed, ...]
    start: str
    end: str | None

    def covers(self, key: str) -> bool:
        """Whether an object of this key would be in the slice."""
        return self.start <= key and (self.end is None or key < self.end)


def group_of(key: str) -> str:
    """What the keys of a video and of its sidecar files begin with; the key itself where it can be neither."""
    folder, slash, name = key.rpartition("/")
    stem, dot, _ = name.partition(".")
    return f"{folder}{slash}{stem}{dot}" if stem and dot else key


def next_slice(bucket: Bucket, after: str, *, most: int, seconds: float, clock: Callable[[], float]) -> Slice:
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
    until = clock() + seconds
    found: list[Listed] = []
    begun: list[str] = []
    for item in bucket.list(after=after):
        group = group_of(item.key)
        begun = [other for other in begun if item.key.startswith(other)]
        is_enough = len(found) >= most or (len(found) >= PAGE and clock() >= until)
        if is_enough and not begun and group > found[-1].key and _is_plain(group):
            return Slice(tuple(found), after, group)
        found.append(item)
        if group.endswith(".") and group not in begun:
            begun.append(group)
    return Slice(tuple(found), after, None)


def _is_plain(border: str) -> bool:
    """Whether any store lists from there on: some answer in XML with the key that was asked for, and XML has no place
    for control characters.
    """
    return not any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in border)


def slices_of(bucket: Bucket, keys: Iterable[str]) -> list[Slice]:
    """The groups of single keys, whether or not there still is anything of that name.

    Keys that can be neither a video nor a sidecar file have none.

    Raises:
        OSError: the bucket cannot be listed.
    """
    slices: list[Slice] = []
    for group in sorted({group_of(key) for key in keys if group_of(key) != key}):
        if not slices or not slices[-1].covers(group):
            slices.append(Slice(tuple(bucket.list(prefix=group)), group, _beyond(group)))
    return slices


def _beyond(group: str) -> str:
    """The least of all strings that come after everything in a group."""
    return group[:-1] + chr(ord(group[-1]) + 1)
