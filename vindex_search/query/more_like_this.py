"""More like this moment: the vectors of what is said, written and seen there ask for their like; no model is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import VIDEO_ID_PATTERN, Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.query.retriever import QueryVectors
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

VIDEO_TIME: Final = re.compile(rf"(?P<video>{VIDEO_ID_PATTERN.pattern})@(?P<at>\d{{1,7}}(\.\d{{1,6}})?)")
COLUMNS: Final = ("channel", "start_s", "end_s", "text_vector", "visual_vector", "words_indices")


@dataclass(frozen=True, slots=True)
class VideoTime:
    """A second of a video."""

    video_id: str
    at_s: float


def parse_video_time(given: str) -> VideoTime:
    """The place that `<video id>@<seconds>` names.

    Raises:
        ValueError: it names none; the message says what one looks like.
    """
    found = VIDEO_TIME.fullmatch(given)
    if found is None:
        raise ValueError(f"like={given!r} is no place in a video; one reads <video id>@<seconds>")
    return VideoTime(found["video"], float(found["at"]))


def unknown_video_message(at: VideoTime) -> str:
    """The sentence for a place whose like cannot be looked for, whether or not somebody else may see it."""
    return f"like={at.video_id!r} is no video of this library that can be searched"


def vectors_at(store: Store, at: VideoTime) -> QueryVectors | None:
    """What is said, written and seen at a place, in the spaces of the index; None where the video has no points."""
    try:
        table = store.read_table(at.video_id, POINTS, columns=COLUMNS)
    except FileNotFoundError:
        return None
    texts = _rows_at(table.filter(table["channel"] != "visual"), at.at_s)
    seen = _rows_at(table.filter(table["channel"] == "visual"), at.at_s)
    tokens = sorted({token for row in texts["words_indices"].drop_nulls().to_list() for token in row})
    return QueryVectors(
        text=_mean(texts, "text_vector"),
        visual=_mean(seen, "visual_vector"),
        words=SparseVector(tokens, [1.0] * len(tokens)) if tokens else None,
    )


def without_reference(hits: Mapping[Channel, Sequence[Hit]], at: VideoTime) -> dict[Channel, list[Hit]]:
    """The hits that are not the place itself."""
    return {
        channel: [hit for hit in found if hit.video_id != at.video_id or not hit.start_s <= at.at_s <= hit.end_s]
        for channel, found in hits.items()
    }


def _rows_at(rows: pl.DataFrame, at_s: float) -> pl.DataFrame:
    """The rows that a second lies in, or the one that is nearest to it."""
    inside = rows.filter((rows["start_s"] <= at_s) & (at_s <= rows["end_s"]))
    if not inside.is_empty() or rows.is_empty():
        return inside
    away = np.minimum(np.abs(rows["start_s"].to_numpy() - at_s), np.abs(rows["end_s"].to_numpy() - at_s))
    return rows[[int(away.argmin())]]


def _mean(rows: pl.DataFrame, column: str) -> list[float] | None:
    vectors = [vector for vector in rows[column].to_list() if vector is not None]
    if not vectors:
        return None
    mean = np.mean(np.asarray(vectors, dtype=np.float64), axis=0)
    length = float(np.linalg.norm(mean))
    return [float(part) for part in mean / length] if length > 0 else None
