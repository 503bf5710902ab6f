"""The slowest tenth of the videos, by seconds of work for a second of video, and why they are.

The step that a video's time went to is the one that took most above what the median video would have: a transcript
always takes longest, and says nothing by that.
"""

from __future__ import annotations

import math
from typing import Any, Final

import polars as pl

from vindex_search.videos.report.figures import SlowVideo
from vindex_search.videos.report.steps import HOUR_S, is_made, whole_factors

ONE_OF: Final = 10
MAX_SHOWN: Final = 20
SHORT_S: Final = 60.0  # of a shorter film most of the time is that of beginning each step
MANY: Final = 1.5  # times the median of frames a minute
MUCH: Final = 1.2  # times the median: a step that takes less above it is not what makes a video slow


def slowest(attempts: pl.DataFrame, videos: pl.DataFrame) -> tuple[list[SlowVideo], int]:
    """The slowest of the slowest tenth, the slowest first, and how many the tenth are.

    Args:
        attempts: Tries, each with the length of its video in `hours`.
        videos: The rows of the videos.
    """
    whole = whole_factors(attempts)
    count = -(-whole.height // ONE_OF)
    slow = whole.sort("factor", "video_id", descending=[True, False]).head(min(count, MAX_SHOWN))
    facts = _with_tries(videos.join(slow, on="video_id"), attempts)
    steps = _steps_above_median(attempts, slow)
    median_frames = _frames_a_minute(videos).median()
    rows = facts.join(steps, on="video_id").sort("factor", "video_id", descending=[True, False])
    return [_slow_video(row, median_frames) for row in rows.to_dicts()], count


def _steps_above_median(attempts: pl.DataFrame, slow: pl.DataFrame) -> pl.DataFrame:
    """For each slow video the step that took most above the median, and how many times that it took."""
    made = attempts.filter(is_made & (pl.col("hours") > 0)).sort("began").group_by("video_id", "asset").last()
    made = made.with_columns((pl.col("seconds") / (pl.col("hours") * HOUR_S)).alias("step_factor"))
    medians = made.group_by("asset").agg(pl.col("step_factor").median().alias("median"))
    steps = made.join(slow.select("video_id"), on="video_id", how="semi").join(medians, on="asset")
    above = (pl.col("step_factor") - pl.col("median")).alias("above")
    ranked = steps.with_columns(above, (pl.col("step_factor") / pl.col("median")).alias("times"))
    return (
        ranked.sort("above", "asset", descending=[True, False])
        .group_by("video_id", maintain_order=True)
        .first()
        .select("video_id", "asset", "times")
    )


def _with_tries(videos: pl.DataFrame, attempts: pl.DataFrame) -> pl.DataFrame:
    """With the number of tries that failed and of runs that made something."""
    counts = attempts.group_by("video_id").agg(
        (pl.col("outcome") == "failed").sum().alias("failed_tries"),
        pl.col("run_id").filter(is_made).n_unique().alias("runs"),
    )
    return videos.join(counts, on="video_id", how="left")


def _frames_a_minute(videos: pl.DataFrame) -> pl.Series:
    return videos.filter(pl.col("duration_s") > 0).select(pl.col("frames") / pl.col("duration_s") * 60.0).to_series()


def _slow_video(row: dict[str, Any], median_frames: Any) -> SlowVideo:
    times = row["times"]
    return SlowVideo(
        video_id=row["video_id"],
        duration_s=row["duration_s"],
        seconds=round(row["seconds"], 2),
        real_time_factor=round(row["factor"], 3),
        asset=row["asset"],
        times_median=None if times is None or not math.isfinite(times) else round(times, 2),
        reasons=_reasons(row, median_frames),
    )


def _reasons(row: dict[str, Any], median_frames: Any) -> list[str]:
    reasons, times = [], row["times"]
    if times is not None and math.isfinite(times) and times >= MUCH:
        reasons.append(f"{row['asset'].replace('_', ' ')} takes {times:.1f} times the usual")
    if row["duration_s"] < SHORT_S:
        reasons.append(f"only {row['duration_s']:.0f} s long: to begin each step takes most of the time")
    if not row["has_subtitles"] and row["asset"] == "transcript":
        reasons.append("no subtitles: its sound is heard")
    frames = row["frames"]
    if frames and median_frames:
        share = frames / row["duration_s"] * 60.0 / median_frames
        reasons += [f"{share:.1f} times as many frames a minute as usual"] if share >= MANY else []
    if row["failed_tries"]:
        reasons.append(f"{row['failed_tries']} tries failed")
    return reasons or ["every step takes somewhat longer"]
