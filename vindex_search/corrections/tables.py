"""A transcript table with its corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_search.corrections.overlay import Overlay, apply_to_segments
from vindex_search.passages.segments import from_row, to_table

if TYPE_CHECKING:
    import polars as pl


def corrected_transcript(overlay: Overlay, table: pl.DataFrame) -> pl.DataFrame:
    """A table of TRANSCRIPT_SCHEMA with an overlay applied; without one the table itself."""
    if not (overlay.speaker_names or overlay.of_kind("transcript", "line_speaker")):
        return table
    segments = [from_row({**row, "words": row["words"] or ()}) for row in table.iter_rows(named=True)]
    return to_table(apply_to_segments(overlay, segments).segments)
