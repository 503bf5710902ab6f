"""The report as metadata: numbers that Dagster plots over time, tables, and three pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import dagster as dg
from pydantic import BaseModel

from vindex_assets.assets.report.plots import bars, columns
from vindex_assets.pipeline.metadata.plain_text import plot_metadata
from vindex_search.common.prices import Prices
from vindex_search.videos.report.costs import cost_per_hour, cost_per_month
from vindex_search.videos.report.figures import Report, SlowVideo, StepFigures

HOUR_S: Final = 3600.0
GB: Final = 1e9
STEP_COLUMNS: Final = {
    "asset": "string",
    "made": "int",
    "failed": "int",
    "real_time_factor": "float",
    "wall_s": "float",
    "cpu_s": "float",
    "gpu_s": "float",
    "bytes_read": "float",
    "bytes_written": "float",
    "writing_requests": "float",
    "peak_memory_mib": "float",
    "max_memory_mib": "float",
}
SLOW_COLUMNS: Final = {"video_id": "string", "real_time_factor": "float", "asset": "string", "why": "string"}
FAILURE_COLUMNS: Final = {"asset": "string", "kind": "string", "reason": "string", "videos": "int"}
STORED_COLUMNS: Final = {"kind": "string", "bytes": "int"}


def describe(report: Report, prices: Prices) -> dict[str, Any]:
    """The metadata of a report; of figures that nothing is known of there are none."""
    return {
        **_numbers(report, prices),
        "steps, for an hour of video": _table(STEP_COLUMNS, [_step_row(step, prices) for step in report.steps], "cost"),
        "slowest tenth": _table(SLOW_COLUMNS, [_slow_row(video) for video in report.slowest]),
        "failed": _table(FAILURE_COLUMNS, _rows(report.failures)),
        "in the store": _table(STORED_COLUMNS, _rows(report.stored)),
        **_plots(report, prices),
    }


def _numbers(report: Report, prices: Prices) -> dict[str, int | float]:
    """What Dagster draws over the materialisations."""
    whole = report.steps[-1] if report.steps else None
    week = next((each.hours_a_day for each in report.throughput if each.days == 7), None)
    known = {
        "videos": sum(report.videos.values()),
        "failed videos": report.videos.get("failed", 0),
        "waiting videos": report.waiting.videos if report.waiting else None,
        "oldest waiting, hours": _oldest_hours(report),
        "hours of video": report.hours,
        "hours of video a day": week,
        "real time factor": whole.real_time_factor if whole else None,
        "processor hours an hour of video": _hours(whole.cpu_s if whole else None),
        "GPU hours an hour of video": _hours(whole.gpu_s if whole else None),
        "cost of an hour of video": cost_per_hour(whole, prices) if whole else None,
        "stored, GB": sum(kind.bytes for kind in report.stored) / GB,
        "cost of the store a month": cost_per_month(report.stored, prices),
    }
    return {name: round(value, 6) for name, value in known.items() if value is not None}


def _oldest_hours(report: Report) -> float | None:
    """For how long the oldest video waits; None where none does."""
    if report.waiting is None or report.waiting.oldest_at is None:
        return None
    waited = datetime.fromisoformat(report.at) - datetime.fromisoformat(report.waiting.oldest_at)
    return max(0.0, waited.total_seconds() / HOUR_S)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / HOUR_S


def _step_row(step: StepFigures, prices: Prices) -> dict[str, Any]:
    return {**step.model_dump(), "cost": cost_per_hour(step, prices)}


def _slow_row(video: SlowVideo) -> dict[str, Any]:
    return {**video.model_dump(), "why": "; ".join(video.reasons)}


def _rows(models: Sequence[BaseModel]) -> list[dict[str, Any]]:
    return [model.model_dump() for model in models]


def _table(kinds: Mapping[str, str], rows: Sequence[Mapping[str, Any]], *more: str) -> dg.TableMetadataValue:
    """A table of these columns, and of more with floats; what is not known is left empty."""
    typed = {**kinds, **dict.fromkeys(more, "float")}
    records = [dg.TableRecord({name: _cell(row[name]) for name in typed}) for row in rows]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name, kind) for name, kind in typed.items()]))


def _cell(value: Any) -> Any:
    return "" if value is None else round(value, 6) if isinstance(value, float) else value


def _plots(report: Report, prices: Prices) -> dict[str, Any]:
    """Pictures of cost and time by step, and of hours a day; none of what there is nothing of."""
    steps = report.steps[:-1]
    costs = [(_name(step), cost, f"{cost:.4f}") for step in steps if (cost := cost_per_hour(step, prices)) is not None]
    times = [
        (_name(step), step.real_time_factor, f"{step.real_time_factor:.3f}")
        for step in steps
        if step.real_time_factor is not None
    ]
    days = [(day.day, day.hours, f"{day.hours:.1f} h") for day in report.days]
    return {
        **({"plot: cost": plot_metadata(bars("Cost of an hour of video, by step", costs))} if costs else {}),
        **({"plot: time": plot_metadata(bars("Seconds for a second of video, by step", times))} if times else {}),
        **({"plot: throughput": plot_metadata(columns("Hours of video a day", days))} if days else {}),
    }


def _name(step: StepFigures) -> str:
    return step.asset.replace("_", " ")
