"""`vindex report`: the report of the library as a page of the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from vindex_assets.cli.activity.lines import HOUR_S, duration
from vindex_search.api.schemas.runs.report import CostedStep, ReportAnswer, report_answer
from vindex_search.contract.ids import validate_workspace
from vindex_search.models.active_set import library_store
from vindex_search.settings import settings
from vindex_search.videos.report.read import collected_at, read_library_report

GB: Final = 1e9
MB: Final = 1e6
UNKNOWN: Final = "-"
HEADINGS: Final = (
    "step",
    "made",
    "failed",
    "x length",
    "wall",
    "processors",
    "GPU",
    "memory",
    "read",
    "written",
    "cost",
)
NEVER: Final = "no history was read yet: Dagster does it once an hour, and `vindex report --now` does it now"


def read_answer(workspaces: tuple[str, ...], *, is_now: bool) -> ReportAnswer:
    """The report as the HTTP API answers it to an admin.

    Args:
        workspaces: Which of them; empty: all.
        is_now: Whether to read what is new first.

    Raises:
        ValueError: a workspace is malformed.
    """
    store, chosen = library_store(settings()), tuple(map(validate_workspace, workspaces))
    if is_now:
        from vindex_search.videos.report.collect import collect

        collect(store)
    return report_answer(read_library_report(store, chosen), settings().prices, collected_at(store))


def report_lines(answer: ReportAnswer) -> Iterator[str]:
    """The report, section by section; what there is nothing of is left out."""
    if answer.collected_at is None:
        yield NEVER
    yield from _library(answer)
    if answer.steps:
        yield from ("", "an hour of video takes")
        yield from _columns([HEADINGS, *map(_step, answer.steps)])
    if answer.slowest:
        yield from ("", f"the slowest tenth: {answer.slow_videos}")
        for video in answer.slowest:
            yield f"  {video.real_time_factor:6.2f} x  {video.video_id}  {'; '.join(video.reasons)}"
    if answer.failures:
        yield from ("", "failed")
        for group in answer.failures:
            yield f"  {group.videos:5}  {group.asset}, {group.kind}: {group.reason}"
    if answer.stored:
        yield from ("", f"in the store, {answer.storage_cost:.4f} a month")
        yield from (f"  {kind.kind:17} {kind.bytes / MB:10.1f} MB" for kind in answer.stored)


def _library(answer: ReportAnswer) -> Iterator[str]:
    videos = ", ".join(f"{count} {status}" for status, count in answer.videos.items()) or "none worked on"
    yield f"videos: {videos}; {answer.hours:.2f} hours"
    if answer.waiting:
        oldest = answer.waiting.oldest_at
        since = "" if oldest is None else f", the oldest for {duration(_age_s(oldest, answer.at))}"
        yield f"waiting: {answer.waiting.videos}{since}"
    rates = (f"{each.hours_a_day:.2f} in {each.days} d" for each in answer.throughput)
    yield f"hours of video a day: {', '.join(rates)}"


def _age_s(since: str, now: str) -> float:
    """Seconds between two times of the report; those of two clocks may be the wrong way round."""
    return max(0.0, (datetime.fromisoformat(now) - datetime.fromisoformat(since)).total_seconds())


def _step(step: CostedStep) -> tuple[str, ...]:
    return (
        step.asset.replace("_", " "),
        str(step.made),
        str(step.failed),
        _figure(step.real_time_factor, ".3f"),
        _time(step.wall_s),
        _time(step.cpu_s),
        _time(step.gpu_s),
        _figure(step.max_memory_mib, ".0f", " MiB"),
        _figure(step.bytes_read, ".0f", " MB", MB),
        _figure(step.bytes_written, ".1f", " MB", MB),
        _figure(step.cost, ".4f"),
    )


def _time(seconds: float | None) -> str:
    """Seconds for an hour of video, as `4 min 12 s`."""
    return UNKNOWN if seconds is None else f"{seconds:.1f} s" if seconds < HOUR_S / 60 else duration(seconds)


def _figure(value: float | None, form: str, unit: str = "", per: float = 1.0) -> str:
    return UNKNOWN if value is None else f"{value / per:{form}}{unit}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as aligned columns: the first to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *others in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))
        yield f"  {first:{widths[0]}}  {'  '.join(cells)}"
