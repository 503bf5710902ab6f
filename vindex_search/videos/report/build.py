"""The report from its tables: pure, so that a service computes it for whichever workspaces a key may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from vindex_search.contract.runs.queue import Backlog, QueueRecord
from vindex_search.videos.activity.signs import iso_time
from vindex_search.videos.report.failures import failure_groups
from vindex_search.videos.report.figures import Report, StoredKind, Waiting
from vindex_search.videos.report.slowest import slowest
from vindex_search.videos.report.steps import HOUR_S, step_figures
from vindex_search.videos.report.tables import STORED_KINDS, ReportTables
from vindex_search.videos.report.throughput import daily, throughput

DIGITS: Final = 3


def build_report(
    tables: ReportTables, queue: QueueRecord | None, *, now: float, workspaces: tuple[str, ...] = ()
) -> Report:
    """The report of some workspaces.

    Args:
        tables: Of the whole library.
        queue: What the last tick saw; None before the first.
        now: Seconds since 1970.
        workspaces: Which of them; empty: all.
    """
    chosen = tables.of_workspaces(workspaces)
    lengths = chosen.videos.select("video_id", (pl.col("duration_s") / HOUR_S).alias("hours"))
    attempts = chosen.attempts.join(lengths, on="video_id", how="left")
    slow, slow_videos = slowest(attempts, chosen.videos)
    return Report(
        at=iso_time(now),
        videos=dict(sorted(chosen.videos.group_by("status").len().iter_rows())),
        hours=round(float(lengths["hours"].sum()), DIGITS),
        waiting=_waiting(queue.backlog, workspaces) if queue else None,
        throughput=throughput(attempts, now=now),
        days=daily(attempts, now=now),
        steps=step_figures(attempts),
        slowest=slow,
        slow_videos=slow_videos,
        failures=failure_groups(chosen.videos),
        stored=_stored(chosen.videos),
    )


def _waiting(backlog: Sequence[Backlog], workspaces: tuple[str, ...]) -> Waiting:
    seen = [entry for entry in backlog if not workspaces or entry.workspace in workspaces]
    oldest = min((entry.since for entry in seen if entry.videos), default=None)
    return Waiting(videos=sum(entry.videos for entry in seen), oldest_at=None if oldest is None else iso_time(oldest))


def _stored(videos: pl.DataFrame) -> list[StoredKind]:
    sums = videos.select(pl.col(f"stored_{kind}").sum().alias(kind) for kind in STORED_KINDS).to_dicts()[0]
    return [StoredKind(kind=kind, bytes=size) for kind, size in sums.items() if size]
