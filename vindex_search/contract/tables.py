"""The Parquet artefacts' tables as polars schemas; times are float seconds as a player shows them.

In a module of their own because importing polars takes 0.2 s, and most users of the contract need names only.
"""

from __future__ import annotations

from typing import Final

import polars as pl

FRAMES_SCHEMA: Final = pl.Schema(
    {
        "frame_index": pl.Int64(),
        "start_s": pl.Float64(),
        "end_s": pl.Float64(),
        "shot": pl.Int32(),
        "width": pl.Int32(),
        "height": pl.Int32(),
        "phash": pl.UInt64(),
        "jpeg": pl.Binary(),
    }
)
WORD: Final = pl.Struct({"text": pl.String(), "start_s": pl.Float64(), "end_s": pl.Float64(), "score": pl.Float64()})
TRANSCRIPT_SCHEMA: Final = pl.Schema(
    {
        "segment": pl.Int32(),
        "start_s": pl.Float64(),
        "end_s": pl.Float64(),
        "text": pl.String(),
        "language": pl.String(),
        "speaker": pl.String(),
        "confidence": pl.Float64(),
        "source": pl.String(),
        "words": pl.List(WORD),
    }
)
SCREEN_TEXT_SCHEMA: Final = pl.Schema(
    {
        "frame_index": pl.Int64(),
        "start_s": pl.Float64(),
        "end_s": pl.Float64(),
        "text": pl.String(),
        "confidence": pl.Float64(),
        "box": pl.Array(pl.Float64(), 4),
    }
)
# A sentence of a passage: offset of its first character in the text, and its times.
SENTENCE: Final = pl.Struct({"at": pl.Int32(), "start_s": pl.Float64(), "end_s": pl.Float64()})


def embeddings_schema(dim: int) -> pl.Schema:
    """Schema of `embeddings/*.parquet`, with L2-normalised vectors of shape (dim,)."""
    return pl.Schema(
        {
            "row_key": pl.String(),
            "channel": pl.String(),
            "start_s": pl.Float64(),
            "end_s": pl.Float64(),
            "text": pl.String(),
            "language": pl.String(),
            "speaker": pl.String(),
            "sentences": pl.List(SENTENCE),
            "vector": pl.Array(pl.Float32(), dim),
        }
    )


POINTS_SCHEMA: Final = pl.Schema(
    {
        "id": pl.String(),
        "video_id": pl.String(),
        "workspace": pl.String(),
        "channel": pl.String(),
        "start_s": pl.Float64(),
        "end_s": pl.Float64(),
        "text": pl.String(),
        "language": pl.String(),
        "speaker": pl.String(),
        "uploaded_at": pl.String(),
        "tags": pl.List(pl.String()),
        "sentences": pl.List(SENTENCE),
        "generation": pl.String(),
        "version": pl.String(),
        "code_version": pl.String(),
        "model": pl.String(),
        "run_id": pl.String(),
        "visual_vector": pl.List(pl.Float32()),
        "text_vector": pl.List(pl.Float32()),
        "words_indices": pl.List(pl.UInt32()),
        "words_values": pl.List(pl.Float32()),
    }
)
