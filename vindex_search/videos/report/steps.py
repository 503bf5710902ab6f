"""Time, processor, bytes and memory of each step, for an hour of video that it made."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.videos.report.figures import StepFigures

ALL: Final = "all"
HOUR_S: Final = 3600.0
SLOW: Final = 0.9  # quantile
DIGITS: Final = 3
RATES: Final = ("cpu_s", "gpu_s", "bytes_read", "bytes_written", "reading_requests", "writing_requests")

is_made: Final = pl.col("outcome") == "made"
is_measured: Final = pl.col("cpu_s").is_not_null()
made_hours: Final = pl.col("hours").filter(is_made).sum()
measured_hours: Final = pl.col("hours").filter(is_made & is_measured).sum()
factor: Final = (pl.col("seconds") / (pl.col("hours") * HOUR_S)).filter(is_made & (pl.col("hours") > 0))


def step_figures(attempts: pl.DataFrame) -> list[StepFigures]:
    """The figures of each step that was tried, in the order of the graph, and those of all together.

    Args:
        attempts: Tries, each with the length of its video in `hours`, null where it is not known.
    """
    grouped = {str(row["asset"]): row for row in attempts.group_by("asset").agg(*_figures()).to_dicts()}
    steps = [_step(asset, grouped[asset]) for asset in ARTEFACTS if asset in grouped]
    return [*steps, _together(steps, attempts)] if steps else []


def _figures() -> list[pl.Expr]:
    return [
        pl.len().alias("attempts"),
        is_made.sum().alias("made"),
        (pl.col("outcome") == "failed").sum().alias("failed"),
        is_measured.mean().alias("measured"),
        made_hours.alias("hours"),
        factor.median().alias("real_time_factor"),
        factor.quantile(SLOW).alias("slow_real_time_factor"),
        (pl.col("seconds").sum() / made_hours).alias("wall_s"),
        *((pl.col(name).sum() / measured_hours).alias(name) for name in RATES),
        pl.col("peak_memory_mib").median(),
        pl.col("peak_memory_mib").max().alias("max_memory_mib"),
    ]


def _step(asset: str, row: dict[str, Any]) -> StepFigures:
    return StepFigures.model_validate({**{name: _known(value) for name, value in row.items()}, "asset": asset})


def _together(steps: list[StepFigures], attempts: pl.DataFrame) -> StepFigures:
    """All steps: an hour of video takes what it takes in each of them."""
    sums = {name: _sum([getattr(step, name) for step in steps]) for name in ("wall_s", *RATES)}
    peaks = [step.max_memory_mib for step in steps if step.max_memory_mib is not None]
    factors = whole_factors(attempts)["factor"]
    return StepFigures(
        asset=ALL,
        attempts=sum(step.attempts for step in steps),
        made=sum(step.made for step in steps),
        failed=sum(step.failed for step in steps),
        measured=_known(attempts.select(is_measured.mean()).item()) or 0.0,
        hours=max(step.hours for step in steps),
        real_time_factor=_known(factors.median()),
        slow_real_time_factor=_known(factors.quantile(SLOW)),
        peak_memory_mib=None,
        max_memory_mib=max(peaks, default=None),
        **sums,
    )


def whole_factors(attempts: pl.DataFrame) -> pl.DataFrame:
    """Seconds of work on each video in all, and as a `factor` of its length: of what made its artefacts, once each."""
    made = attempts.filter(is_made & (pl.col("hours") > 0)).sort("began")
    last = made.group_by("video_id", "asset").last()
    videos = last.group_by("video_id").agg(pl.col("seconds").sum(), pl.col("hours").first())
    return videos.with_columns((pl.col("seconds") / (pl.col("hours") * HOUR_S)).alias("factor"))


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known), DIGITS) if known else None


def _known(value: Any) -> Any:
    """A figure; None for one of nothing: no number, or infinite."""
    if isinstance(value, float):
        return round(value, DIGITS) if abs(value) < float("inf") else None
    return value
