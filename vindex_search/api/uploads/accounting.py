"""Counts an upload against the limits of its key and writes it into the audit log, before its bytes and after them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from vindex_search.audit.entry import Entry
from vindex_search.audit.trail import Trail
from vindex_search.auth.daily_limits import Booking, DailyLimits
from vindex_search.contract.ids import workspace_of


@dataclass(frozen=True, slots=True)
class Account:
    """Where an upload is counted and written down, and as what."""

    limits: DailyLimits
    trail: Trail
    key_id: str
    object_key: str
    video_id: str

    def open(self) -> Sequence[Entry]:
        """Write that the upload begins; AuditUnavailable where that is impossible."""
        workspace = workspace_of(self.object_key)
        return self.trail.begin("upload", videos=[self.video_id], workspace=workspace, detail=self.object_key)

    def fail(self, entries: Sequence[Entry], booking: Booking | None, problem: Exception) -> None:
        """Write that the upload failed, and give back what was counted."""
        self.limits.settle(booking, None)
        self.trail.end(entries, "failed", f"{self.object_key}: {type(problem).__name__}: {problem}")

    def close(self, entries: Sequence[Entry], booking: Booking | None, size: int) -> None:
        """Write that the upload is done, and count the bytes that it has."""
        self.limits.settle(booking, size)
        self.trail.end(entries, "done", f"{self.object_key}, {size} bytes")


@dataclass(slots=True)
class Tally:
    """An upload in progress: what was counted for it, and in the end its size in bytes."""

    booking: Booking | None
    size: int = 0

    def limit(self, limit: int) -> int:
        """The bytes that it may have, of at most `limit`."""
        allowed = self.booking.allowed if self.booking else None
        return limit if allowed is None else min(limit, allowed)


@asynccontextmanager
async def accounted(account: Account, declared: int | None) -> AsyncIterator[Tally]:
    """Context manager around the receipt of a file of `declared` bytes (None: not known), which sets `Tally.size`.

    Raises:
        AuditUnavailable: the upload cannot be written down.
        OverLimit: its key has used up what it may upload today.
    """
    entries, tally = await run_in_threadpool(account.open), Tally(None)
    try:
        tally.booking = await run_in_threadpool(account.limits.begin, account.key_id, declared or 0)
        yield tally
    except Exception as problem:
        await run_in_threadpool(account.fail, entries, tally.booking, problem)
        raise
    await run_in_threadpool(account.close, entries, tally.booking, tally.size)


@contextmanager
def booked(account: Account, size: int) -> Iterator[None]:
    """Context manager around the release of a signed address for `size` bytes: S3 takes them, and nothing comes back.

    Raises:
        As `accounted`.
    """
    entries, booking = account.open(), None
    try:
        booking = account.limits.begin(account.key_id, size)
        yield
    except Exception as problem:
        account.fail(entries, booking, problem)
        raise
    account.close(entries, booking, size)
