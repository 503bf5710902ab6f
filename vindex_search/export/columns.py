"""The columns of the tables of an export, each with its type and what it holds: what readers can rely on.

Times are float seconds from the start of the video as a player shows it; addresses are paths on the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from vindex_search.export.table_names import MOMENTS

TEXT: Final = pl.String()
SECONDS: Final = pl.Float64()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, and a sentence on what it holds."""

    name: str
    dtype: pl.DataType
    meaning: str


WHERE: Final = (
    Column("video_id", TEXT, "The video; a new version of its file keeps the id."),
    Column("workspace", TEXT, "The workspace of the video."),
)
TIMES: Final = (
    Column("start_s", SECONDS, "Start in the video."),
    Column("end_s", SECONDS, "End in the video."),
)
ADDRESS: Final = Column("play_url", TEXT, "The page that plays it.")
POINT: Final = (
    Column("id", TEXT, "The point of the index, the same in every export of one version."),
    *WHERE,
    *TIMES,
)
MADE_FROM: Final = (
    Column("version", TEXT, "The version of the upload that it was made from."),
    Column("model", TEXT, "The model and its revision."),
)
COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "videos": (
        *WHERE,
        Column("title", TEXT, "The file name without its suffix."),
        Column("object_key", TEXT, "The object key of the upload."),
        Column("version", TEXT, "The version of the upload."),
        Column("bytes", pl.Int64(), "Size of the upload."),
        Column("status", TEXT, "Status of this version; searches find what is `indexed`."),
        Column("uploaded_at", TEXT, "ISO 8601, UTC."),
        Column("tags", pl.List(TEXT), "The folders between workspace and file."),
        Column("duration_s", SECONDS, "Duration; null: not probed yet."),
        Column("width", pl.Int32(), "Width as shown, in pixels; null: no picture, or not probed yet."),
        Column("height", pl.Int32(), "Height as shown, in pixels; null as the width."),
        Column("language", TEXT, "Language of most of the transcript; null: unknown."),
        ADDRESS,
        Column("media_url", TEXT, "The uploaded file."),
    ),
    "passages": (
        *POINT,
        Column("text", TEXT, "What is said."),
        Column("language", TEXT, "Its language; null: unknown."),
        Column("speaker", TEXT, "Who says it; null: unknown, or several."),
        *MADE_FROM,
        ADDRESS,
    ),
    "screen_text": (
        *WHERE,
        *TIMES,
        Column("frame_index", pl.Int64(), "The frame that it was read on, as in the table of frames."),
        Column("text", TEXT, "What is written."),
        Column("confidence", pl.Float64(), "Of the recognition, 0 to 1."),
        Column("box", pl.List(pl.Float64()), "Left, top, right and bottom, in shares of the picture."),
        ADDRESS,
    ),
    "frames": (
        *WHERE,
        *TIMES,
        Column("frame_index", pl.Int64(), "Number of the frame in the video."),
        Column("shot", pl.Int32(), "The shot that it belongs to."),
        Column("width", pl.Int32(), "Width of the kept picture, in pixels."),
        Column("height", pl.Int32(), "Height of the kept picture, in pixels."),
        Column("phash", pl.UInt64(), "Perceptual hash: alike pictures differ in few bits."),
        Column("frame_url", TEXT, "The picture, as JPEG."),
    ),
    "vectors": (
        *POINT,
        Column("channel", TEXT, "`speech`, `screen` or `visual`."),
        Column(
            "space", TEXT, "`text` or `visual`: vectors of one space and model can be compared by their dot product."
        ),
        Column("vector", pl.List(pl.Float32()), "The vector, of unit length."),
        *MADE_FROM,
    ),
    MOMENTS: (
        Column("query", TEXT, "What was asked."),
        Column("rank", pl.Int32(), "From 1, the best."),
        *WHERE,
        Column("title", TEXT, "The file name of the video without its suffix."),
        *TIMES,
        Column("score", pl.Float64(), "Orders the moments of one answer."),
        Column("confidence", pl.Float64(), "Probability that the moment is right; null: not calibrated."),
        Column("channels", pl.List(TEXT), "Where it was found: `speech`, `words`, `screen`, `visual`."),
        Column("text", TEXT, "What is said or written in its best evidence; null: a picture."),
        ADDRESS,
    ),
}


def schema_of(table: str) -> pl.Schema:
    """The schema of a table."""
    return pl.Schema({column.name: column.dtype for column in COLUMNS[table]})
