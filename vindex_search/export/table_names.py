"""The tables of an export and what a row of each is; without polars, which takes 0.2 s to import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

TableName = Literal["videos", "passages", "screen_text", "frames", "vectors"]
TABLES: Final[tuple[TableName, ...]] = get_args(TableName)
MOMENTS: Final = "moments"  # the table of an answer, which is made from a query
ROWS: Final[Mapping[str, str]] = {
    "videos": "One video.",
    "passages": "One passage of what is said, some sentences long, as searches find it.",
    "screen_text": "One line of text that was read on the screen, with its place in the picture.",
    "frames": "One kept frame, by reference: its address gives the picture.",
    "vectors": "One point of the index with its vector of unit length: of a passage, of a screen's text or of a frame.",
    MOMENTS: "One moment of the answer to a query, best first.",
}
MEDIA_TYPE: Final = "application/vnd.apache.parquet"  # registered with IANA
