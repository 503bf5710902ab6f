"""Limits of each key on uploads and bytes a day (UTC), counted for all services of the library together.

    <root>/access/uploads/<day>/<key id>        {"uploads": ..., "bytes": ...}

An upload is counted before its bytes are taken and given back where it fails, in one step that loses no count of
another service (`storage/exchange.py`): whatever the number of services, a key never gets more than its limit. A
process that is killed during an upload gives nothing back. On an S3 server that ignores conditional writes, uploads
that begin on two services at the same instant may count as one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from vindex_search.auth.sessions.store import now_utc
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange
from vindex_search.storage.store import Store

FOLDER: Final = "access/uploads"
KEPT: Final = timedelta(days=7)  # of days that have passed, for whoever looks; then their counts are removed


class OverLimit(Exception):
    """A key has used up its uploads or bytes of the day; the message says which, `wait_s` for how long."""

    def __init__(self, sentence: str, wait_s: int) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Used:
    """What a key has uploaded on a day."""

    uploads: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Booking:
    """An upload that was counted: on which day, with how many bytes, and how many it may have (None: any number)."""

    key_id: str
    day: str
    bytes: int
    allowed: int | None


class DailyLimits:
    """Counts the uploads of keys.

    Args:
        store: Holds the counts.
        uploads: Uploads a day for each key; 0: any number.
        size: Bytes a day for each key; 0: any number.
        now: The time, in UTC.
    """

    def __init__(self, store: Store, *, uploads: int, size: int, now: Callable[[], datetime] = now_utc) -> None:
        self._root = store.root / FOLDER
        self._uploads, self._bytes, self._now = uploads, size, now

    def begin(self, key_id: str, size: int) -> Booking | None:
        """Count an upload of `size` bytes (0: not known yet); None where there is no limit, or no key.

        Raises:
            OverLimit: it is over the limit, and is not counted.
        """
        if not key_id or not (self._uploads or self._bytes):
            return None
        day = self._now().date().isoformat()
        used = self._change(key_id, day, lambda used: self._with(used, size))
        self._remove_old_days()
        return Booking(key_id, day, size, self._bytes - used.bytes + size if self._bytes else None)

    def settle(self, booking: Booking | None, size: int | None) -> None:
        """Correct the count of an upload that has `size` bytes, or failed (None)."""
        if booking is None or size == booking.bytes:
            return
        uploads, change = (-1, -booking.bytes) if size is None else (0, size - booking.bytes)
        self._change(
            booking.key_id,
            booking.day,
            lambda used: Used(max(0, used.uploads + uploads), max(0, used.bytes + change)),
        )

    def _with(self, used: Used, size: int) -> Used:
        if self._uploads and used.uploads >= self._uploads:
            raise self._over(f"this key has made {used.uploads} uploads today; allowed are {self._uploads} a day")
        left = self._bytes - used.bytes
        if self._bytes and (size > left or left <= 0):
            raise self._over(
                f"the upload has {size} bytes, and this key may upload {max(0, left)} more today; "
                f"allowed are {self._bytes} a day"
            )
        return Used(used.uploads + 1, used.bytes + size)

    def _over(self, sentence: str) -> OverLimit:
        now = self._now()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return OverLimit(f"{sentence} (UTC)", max(1, int((midnight - now).total_seconds())))

    def _change(self, key_id: str, day: str, change: Callable[[Used], Used]) -> Used:
        def change_content(content: bytes | None) -> tuple[bytes, Used]:
            used = change(_parse(content))
            return json.dumps({"uploads": used.uploads, "bytes": used.bytes}).encode(), used

        return exchange(self._root / day / key_id, change_content)

    def _remove_old_days(self) -> None:
        first_kept = (self._now().date() - KEPT).isoformat()
        for day in files.list_names(self._root):
            if day < first_kept:
                files.remove_folder(self._root / day)


def _parse(content: bytes | None) -> Used:
    """The counts of a file; nothing where it is absent or damaged."""
    try:
        values = json.loads(content or b"{}")
        return Used(int(values.get("uploads", 0)), int(values.get("bytes", 0)))
    except (ValueError, TypeError, AttributeError):
        return Used()
