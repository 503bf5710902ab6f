"""The table of a snapshot: its columns, its rows, and the Parquet file that it is stored as."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.control import PRIORITIES

if TYPE_CHECKING:
    import polars as pl

FORMAT_VERSION: Final = 1
METADATA_KEY: Final = "vindex_snapshot"


def _schema() -> Mapping[str, Any]:
    import polars as pl

    return {**_stored_schema(), "priority": pl.String()}


def _stored_schema() -> Mapping[str, Any]:
    """The columns of the file."""
    import polars as pl

    return {
        "video_id": pl.String(),
        "object_key": pl.String(),
        "version": pl.String(),
        "size": pl.Int64(),
        "uploaded_at": pl.String(),
        "sidecars": pl.List(pl.List(pl.String())),
        "state": pl.String(),
        "attempts": pl.Int32(),
    }


def empty_table() -> pl.DataFrame:
    """The table of no video."""
    import polars as pl

    return pl.DataFrame(schema=_schema())


def table_of(rows: Iterable[VideoState]) -> pl.DataFrame:
    """The table of some rows."""
    import polars as pl

    return pl.DataFrame([_to_columns(row) for row in rows], schema=_schema())


def by_id(table: pl.DataFrame) -> dict[str, VideoState]:
    """The rows of a table, by video id."""
    return {columns["video_id"]: _from_columns(columns) for columns in table.iter_rows(named=True)}


def _to_columns(row: VideoState) -> dict[str, Any]:
    return {
        "video_id": row.upload.video_id,
        "object_key": row.upload.object_key,
        "version": row.upload.version,
        "size": row.upload.size,
        "uploaded_at": row.upload.uploaded_at,
        "sidecars": [list(sidecar) for sidecar in row.upload.sidecars],
        "state": row.state,
        "attempts": row.attempts,
        "priority": row.priority,
    }


def _from_columns(columns: Mapping[str, Any]) -> VideoState:
    upload = UploadRecord(
        video_id=columns["video_id"],
        workspace=workspace_of_video(columns["video_id"]),
        object_key=columns["object_key"],
        version=columns["version"],
        size=columns["size"],
        uploaded_at=columns["uploaded_at"],
        sidecars=tuple((key, version) for key, version in columns["sidecars"]),
    )
    return VideoState(upload, columns["state"], columns["attempts"], columns["priority"])


def encode(table: pl.DataFrame, collection: str, rebuilt_to: str | None) -> bytes:
    """The file of a table; arguments as `decode` returns and takes them."""
    data = io.BytesIO()
    priorities = _special_priorities(table)
    metadata = {"version": FORMAT_VERSION, "collection": collection, "rebuilt_to": rebuilt_to}
    metadata |= {"priorities": priorities} if priorities else {}
    table.drop("priority").write_parquet(data, metadata={METADATA_KEY: json.dumps(metadata)})
    return data.getvalue()


def _special_priorities(table: pl.DataFrame) -> dict[str, str]:
    """By video id, the priorities that are not normal."""
    import polars as pl

    return dict(table.filter(pl.col("priority") != "normal").select("video_id", "priority").iter_rows())


def decode(data: bytes, collection: str) -> tuple[pl.DataFrame, str | None]:
    """Table and `rebuilt_to` of a file; an empty table, with nothing rebuilt, where the file cannot be used."""
    import polars as pl

    try:
        metadata = json.loads(pl.read_parquet_metadata(io.BytesIO(data))[METADATA_KEY])
        if (metadata["version"], metadata["collection"]) != (FORMAT_VERSION, collection):
            return empty_table(), ""
        table = pl.read_parquet(io.BytesIO(data), schema=_stored_schema())
        return _with_priorities(table, metadata.get("priorities", {})), metadata["rebuilt_to"]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, KeyError, ValueError):
        return empty_table(), ""


def _with_priorities(table: pl.DataFrame, priorities: Mapping[str, str]) -> pl.DataFrame:
    import polars as pl

    known = {video_id: priority for video_id, priority in priorities.items() if priority in PRIORITIES}
    priority = pl.col("video_id").replace_strict(known, default="normal", return_dtype=pl.String())
    return table.with_columns(priority=priority if known else pl.lit("normal"))
