"""Tables of the report, row by row."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.library.activity.heartbeats import BEGAN
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.videos.report.steps import HOUR_S
from vindex_search.videos.report.tables import (
    ATTEMPTS_SCHEMA,
    COST_COLUMNS,
    STORED_KINDS,
    VIDEOS_SCHEMA,
    ReportTables,
)

Row = dict[str, Any]
USED = {"cpu_s": 20.0, "gpu_s": 0.0, "bytes_read": 1000, "bytes_written": 100, "reading_requests": 4}
MORE = {"writing_requests": 2, "peak_memory_mib": 500.0}


def tried(name: str, asset: str = "transcript", **changed: Any) -> Row:
    """A try that made its artefact in ten seconds, with twice as many of processors."""
    row = {"video_id": video_id(name), "run_id": "r1", "asset": asset, "try_number": 0, "began": BEGAN}
    return {**row, "seconds": 10.0, "outcome": "made", **USED, **MORE, **changed}


def unmeasured(name: str, asset: str = "transcript", **changed: Any) -> Row:
    """The same of an earlier version, which measured nothing."""
    return tried(name, asset, **dict.fromkeys(COST_COLUMNS), **changed)


def whole(name: str, **seconds: float) -> list[Row]:
    """The tries of all steps of a video; those not named take a second."""
    return [tried(name, asset, seconds=seconds.get(asset, 1.0)) for asset in ARTEFACTS]


def filmed(name: str, workspace: str = "team", **changed: Any) -> Row:
    """An indexed video of a hundred seconds."""
    row = {"video_id": video_id(name, workspace), "workspace": workspace, "status": "indexed", "duration_s": 100.0}
    more = {"size": 1000, "frames": 50, "has_subtitles": True, **dict.fromkeys(("failed_asset", "failure_kind"))}
    return {**row, **more, "reason": None, **{f"stored_{kind}": 0 for kind in STORED_KINDS}, **changed}


def video_id(name: str, workspace: str = "team") -> str:
    """An id that reads like the name."""
    return f"{workspace}--{name}-0123456789"


def tables(attempts: list[Row], videos: list[Row]) -> ReportTables:
    """The tables of these rows."""
    return ReportTables(pl.DataFrame(attempts, schema=ATTEMPTS_SCHEMA), pl.DataFrame(videos, schema=VIDEOS_SCHEMA))


def with_hours(attempts: list[Row], videos: list[Row]) -> pl.DataFrame:
    """The tries, each with the length of its video in `hours`."""
    found = tables(attempts, videos)
    hours = found.videos.select("video_id", (pl.col("duration_s") / HOUR_S).alias("hours"))
    return found.attempts.join(hours, on="video_id", how="left")
