"""The two tables of the report, in the store: a row for each try of a step, and a row for each video.

report/attempts.parquet, report/videos.parquet

A hundred thousand videos with eight tries each are read in a tenth of a second; their records and histories would be a
million files. A table that cannot be read, or has other columns, counts as absent, and is made anew from these.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from vindex_search.common.text import visible
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.report")

ATTEMPTS_FILE: Final = "report/attempts.parquet"
VIDEOS_FILE: Final = "report/videos.parquet"
STORED_KINDS: Final = (*ARTEFACTS, "storyboard", "other")  # of files, by the asset that writes them; other: records
COST_COLUMNS: Final = {
    "cpu_s": pl.Float64(),
    "gpu_s": pl.Float64(),
    "bytes_read": pl.Int64(),
    "bytes_written": pl.Int64(),
    "reading_requests": pl.Int64(),
    "writing_requests": pl.Int64(),
    "peak_memory_mib": pl.Float64(),
}  # null where they were not measured
ATTEMPT_KEY: Final = ("video_id", "run_id", "asset", "try_number")
ATTEMPTS_SCHEMA: Final = pl.Schema(
    {
        "video_id": pl.String(),
        "run_id": pl.String(),
        "asset": pl.String(),
        "try_number": pl.Int32(),
        "began": pl.Float64(),
        "seconds": pl.Float64(),
        "outcome": pl.String(),
        **COST_COLUMNS,
    }
)
VIDEOS_SCHEMA: Final = pl.Schema(
    {
        "video_id": pl.String(),
        "workspace": pl.String(),
        "status": pl.String(),
        "duration_s": pl.Float64(),  # null until it is probed
        "size": pl.Int64(),
        "frames": pl.Int64(),  # kept frames; null where none were counted
        "has_subtitles": pl.Boolean(),
        "failed_asset": pl.String(),
        "failure_kind": pl.String(),
        "reason": pl.String(),
        **{f"stored_{kind}": pl.Int64() for kind in STORED_KINDS},
    }
)


@dataclass(frozen=True, slots=True)
class ReportTables:
    """The tries of steps, and the videos that have any."""

    attempts: pl.DataFrame
    videos: pl.DataFrame

    def of_workspaces(self, workspaces: tuple[str, ...]) -> ReportTables:
        """The rows of some workspaces; empty: of all."""
        if not workspaces:
            return self
        videos = self.videos.filter(pl.col("workspace").is_in(list(workspaces)))
        return ReportTables(self.attempts.join(videos.select("video_id"), on="video_id", how="semi"), videos)


def empty_tables() -> ReportTables:
    """The tables of a library that nothing is known of."""
    return ReportTables(pl.DataFrame(schema=ATTEMPTS_SCHEMA), pl.DataFrame(schema=VIDEOS_SCHEMA))


def read_tables(store: Store) -> ReportTables | None:
    """The tables as they were written last; None where there are none that can be read."""
    attempts = _read(store, ATTEMPTS_FILE, ATTEMPTS_SCHEMA)
    videos = _read(store, VIDEOS_FILE, VIDEOS_SCHEMA)
    return None if attempts is None or videos is None else ReportTables(attempts, videos)


def write_tables(store: Store, tables: ReportTables) -> None:
    """Write both tables, each atomically."""
    for name, table in ((ATTEMPTS_FILE, tables.attempts), (VIDEOS_FILE, tables.videos)):
        data = io.BytesIO()
        table.write_parquet(data)
        store.write_library_file(name, data.getvalue())


def _read(store: Store, name: str, schema: pl.Schema) -> pl.DataFrame | None:
    data = store.read_library_file(name)
    if data is None:
        return None
    try:
        return pl.read_parquet(io.BytesIO(data)).match_to_schema(schema)
    except PolarsError as problem:
        log.warning("%s", visible(f"{name} is made anew: {problem}"))
        return None
