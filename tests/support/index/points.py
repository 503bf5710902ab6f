"""Small tables of points."""

from __future__ import annotations

import polars as pl

from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id
from vindex_search.contract.tables import POINTS_SCHEMA

DIM = 4


def speech_row(
    video_id: str, row: int, *, vector: list[float], words: list[int], fingerprint: str
) -> dict[str, object]:
    """A row of `points.parquet` for a passage of ten seconds."""
    return {
        "id": point_id(video_id, "speech", str(row)),
        "video_id": video_id,
        "workspace": video_id.split("--")[0],
        "channel": "speech",
        "start_s": row * 10.0,
        "end_s": row * 10.0 + 10,
        "text": f"passage {row} of {fingerprint}",
        "language": "en",
        "speaker": None,
        "uploaded_at": "2026-01-01T00:00:00+00:00",
        "tags": [],
        "generation": str(Generation(video_id, fingerprint)),
        "version": "1",
        "code_version": "1",
        "model": "test/model@1",
        "run_id": "run",
        "visual_vector": None,
        "text_vector": vector,
        "words_indices": words,
        "words_values": [1.0] * len(words),
    }


def points(video_id: str, fingerprint: str, *, rows: int = 3) -> pl.DataFrame:
    """Speech points: row r has the unit vector of axis r % DIM and the tokens r and 100."""
    vectors = [[1.0 if column == row % DIM else 0.0 for column in range(DIM)] for row in range(rows)]
    table = [
        speech_row(video_id, row, vector=vectors[row], words=[row, 100], fingerprint=fingerprint) for row in range(rows)
    ]
    return pl.DataFrame(table, schema=POINTS_SCHEMA)
