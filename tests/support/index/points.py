"""Small tables of points for the index tests."""

from __future__ import annotations

import polars as pl

from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id
from vindex_search.contract.tables import POINTS_SCHEMA

DIM = 4


def speech_row(
    video_id: str, row: int, *, vector: list[float], words: list[int], fingerprint: str
) -> dict[str, object]:
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
    """`rows` speech points; row r points along axis r % DIM and has the words r and 100."""
    axis = [[1.0 if at == row % DIM else 0.0 for at in range(DIM)] for row in range(rows)]
    made = [
        speech_row(video_id, row, vector=axis[row], words=[row, 100], fingerprint=fingerprint) for row in range(rows)
    ]
    return pl.DataFrame(made, schema=POINTS_SCHEMA)
