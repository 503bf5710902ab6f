"""Writes what a tick of the upload sensor saw of the queue (`contract/runs/queue.py`), for the service's metrics."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import dagster as dg

from vindex_assets.runs.in_flight import videos_in_flight
from vindex_assets.runs.queue import BEGUN_STATUSES, RunStart, count_runs, starts_between
from vindex_assets.uploads.batching import LIVE_S
from vindex_assets.uploads.snapshot import Snapshot, WaitingUploads
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.queue import WAIT_BUCKETS_S, Backlog, QueueRecord, Waits
from vindex_search.storage.store import Store

LANES: Final[Mapping[bool, str]] = {True: "live", False: "backlog"}  # by whether the upload is of the last day
NO_COUNTS: Final = (0,) * (len(WAIT_BUCKETS_S) + 1)


def write_queue(instance: dg.DagsterInstance, store: Store, snapshot: Snapshot, *, now: float) -> None:
    """Write the queue as it is at the end of a tick; `now` is in seconds since 1970."""
    before = _previous(store)
    counted_until = before.counted_until if before else now
    waiting = snapshot.waiting_by_workspace(
        exclude=videos_in_flight(instance, BEGUN_STATUSES), live_after=_iso(now - LIVE_S)
    )
    queued, started = count_runs(instance)
    record = QueueRecord(
        at=now,
        queued=queued,
        started=started,
        backlog=backlog_of(waiting, before.backlog if before else (), now),
        waits=count_waits(before.waits if before else (), starts_between(instance, counted_until, now)),
        counted_until=now,
    )
    store.write_library_record(record)


def backlog_of(waiting: Iterable[WaitingUploads], before: Iterable[Backlog], now: float) -> tuple[Backlog, ...]:
    """What waits, by workspace and lane.

    Args:
        waiting: The uploads that wait.
        before: The backlog at the tick before: where a lane had something waiting, its oldest may wait since then.
        now: Seconds since 1970.
    """
    known = {(entry.workspace, entry.lane): entry.since for entry in before}
    entries = []
    for group in waiting:
        lane = LANES[group.is_live]
        nonempty_since = known.get((group.workspace, lane), now)
        uploaded = datetime.fromisoformat(group.oldest).timestamp()
        since = uploaded if lane == "live" else max(uploaded, nonempty_since)
        entries.append(Backlog(group.workspace, lane, group.videos, min(since, now)))
    return tuple(entries)


def count_waits(before: Sequence[Waits], starts: Iterable[RunStart]) -> tuple[Waits, ...]:
    """The counts of waits with those of further runs."""
    by_lane = {waits.lane: waits for waits in before if len(waits.counts) == len(NO_COUNTS)}
    for start in starts:
        waits = by_lane.get(start.lane, Waits(start.lane, NO_COUNTS, 0.0))
        bucket = bisect_left(WAIT_BUCKETS_S, start.waited_s)
        counts = tuple(count + (place == bucket) for place, count in enumerate(waits.counts))
        by_lane[start.lane] = replace(waits, counts=counts, seconds=waits.seconds + start.waited_s)
    return tuple(by_lane[lane] for lane in sorted(by_lane))


def _previous(store: Store) -> QueueRecord | None:
    """The record of the tick before; None where there is none that can be read: the counts begin anew."""
    try:
        return store.read_library_record(QueueRecord)
    except RecordError:
        return None


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
