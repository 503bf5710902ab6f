"""Hours of video that became searchable a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.videos.report.figures import Day, Throughput

LAST_ASSET: Final = tuple(ARTEFACTS)[-1]
DAYS: Final = (1, 7, 30)
DAY_S: Final = 86_400.0


def throughput(attempts: pl.DataFrame, *, now: float) -> list[Throughput]:
    """What became searchable in the last days; a video that was made several times in them counts once.

    Args:
        attempts: Tries, each with the length of its video in `hours`.
        now: Seconds since 1970.
    """
    done = _done(attempts)
    return [_within(done.filter(pl.col("at") > now - days * DAY_S), days) for days in DAYS]


def daily(attempts: pl.DataFrame, *, now: float) -> list[Day]:
    """What became searchable on each of the last days, the oldest first; a video counts once a day."""
    done = _done(attempts).with_columns(pl.from_epoch(pl.col("at").cast(pl.Int64())).dt.date().alias("day"))
    counted = done.unique(["video_id", "day"]).group_by("day").agg(pl.len().alias("videos"), pl.col("hours").sum())
    by_day = {str(day): (videos, hours) for day, videos, hours in counted.iter_rows()}
    today = datetime.fromtimestamp(now, UTC).date()
    days = [str(today - timedelta(days=ago)) for ago in reversed(range(max(DAYS)))]
    known = ((day, *by_day.get(day, (0, 0.0))) for day in days)
    return [Day(day=day, videos=videos, hours=round(hours, 3)) for day, videos, hours in known]


def _done(attempts: pl.DataFrame) -> pl.DataFrame:
    """The tries that made a video searchable, with when they ended."""
    is_last = (pl.col("asset") == LAST_ASSET) & pl.col("outcome").is_in(("made", "shared"))
    return attempts.filter(is_last).with_columns((pl.col("began") + pl.col("seconds")).alias("at"))


def _within(done: pl.DataFrame, days: int) -> Throughput:
    videos = done.unique("video_id")
    hours = float(videos["hours"].sum())
    return Throughput(days=days, videos=videos.height, hours=round(hours, 3), hours_a_day=round(hours / days, 3))
