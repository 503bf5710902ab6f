"""Rows of `points.parquet`, as the pipeline makes them, and the service of what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from vindex_search.contract.ids import point_id
from vindex_search.contract.passages import own_text

if TYPE_CHECKING:
    from vindex_search.models.sparse import SparseEncoder

FROM_ROW: Final = ("channel", "start_s", "end_s", "text", "language", "speaker", "sentences")
VECTORS: Final = ("visual_vector", "text_vector", "words_indices", "words_values")
# What all points of a video share: whose they are, and which version, code, model and run made them.
SHARED: Final = (
    "video_id", "workspace", "uploaded_at", "tags", "generation", "version", "code_version", "model", "run_id",
)  # fmt: skip

Row = dict[str, Any]


def text_points(shared: Row, rows: Sequence[Row], sparse: SparseEncoder) -> list[Row]:
    """The points of texts with vectors: a dense one, and the words where there are some."""
    weights = sparse.encode_passages([own_text(row) for row in rows], [row["language"] for row in rows])
    return [_text_point(shared, row, *words) for row, words in zip(rows, weights, strict=True)]


def point_row(shared: Row, row: Row, **vectors: Any) -> Row:
    """Row of POINTS_SCHEMA; vectors that are not given are null."""
    identity = point_id(shared["video_id"], row["channel"], row["row_key"])
    return {"id": identity, **shared, **{name: row[name] for name in FROM_ROW}, **dict.fromkeys(VECTORS), **vectors}


def _text_point(shared: Row, row: Row, indices: list[int], values: list[float]) -> Row:
    words = {"words_indices": indices, "words_values": values} if indices else {}
    return point_row(shared, row, text_vector=row["vector"], **words)
