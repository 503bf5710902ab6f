"""More like this: search by the stored vectors of what is said, written and seen at a second of a video.

No model is needed, since the vectors are those of the video's own points.
"""

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
    """A position in a video, in seconds."""

    video_id: str
    at_s: float


def parse_video_time(text: str) -> VideoTime:
    """Parse `<video id>@<seconds>`.

    Raises:
        ValueError: it has another form; the message names the right one.
    """
    found = VIDEO_TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"like={text!r} is not a position in a video; the form is <video id>@<seconds>")
    return VideoTime(found["video"], float(found["at"]))


def unknown_video_message(reference: VideoTime) -> str:
    """The error for a video that is not searchable; the same whether it exists in another workspace or not."""
    return f"like={reference.video_id!r} is not a searchable video of this library"


def vectors_at(store: Store, reference: VideoTime) -> QueryVectors | None:
    """The query vectors of a position: means of the points there; None where the video has no points."""
    try:
        points = store.read_table(reference.video_id, POINTS, columns=COLUMNS)
    except FileNotFoundError:
        return None
    texts = _points_at(points.filter(points["channel"].is_in(["speech", "screen"])), reference.at_s)
    frames = _points_at(points.filter(points["channel"] == "visual"), reference.at_s)
    tokens = sorted({token for row in texts["words_indices"].drop_nulls().to_list() for token in row})
    return QueryVectors(
        text=_mean_vector(texts, "text_vector"),
        visual=_mean_vector(frames, "visual_vector"),
        words=SparseVector(tokens, [1.0] * len(tokens)) if tokens else None,
    )


def without_reference(hits: Mapping[Channel, Sequence[Hit]], reference: VideoTime) -> dict[Channel, list[Hit]]:
    """The hits that do not contain the position itself."""
    return {
        channel: [hit for hit in of_channel if not _contains(hit, reference)] for channel, of_channel in hits.items()
    }


def _contains(hit: Hit, reference: VideoTime) -> bool:
    return hit.video_id == reference.video_id and hit.start_s <= reference.at_s <= hit.end_s


def _points_at(points: pl.DataFrame, at_s: float) -> pl.DataFrame:
    """The points that contain a second, or else the one that is nearest to it."""
    containing = points.filter((points["start_s"] <= at_s) & (at_s <= points["end_s"]))
    if not containing.is_empty() or points.is_empty():
        return containing
    starts, ends = points["start_s"].to_numpy(), points["end_s"].to_numpy()
    distances = np.minimum(np.abs(starts - at_s), np.abs(ends - at_s))
    return points[[int(distances.argmin())]]


def _mean_vector(points: pl.DataFrame, column: str) -> list[float] | None:
    """The mean of the vectors of a column, of unit length; None where there are none or they cancel out."""
    vectors = [vector for vector in points[column].to_list() if vector is not None]
    if not vectors:
        return None
    mean = np.mean(np.asarray(vectors, dtype=np.float64), axis=0)
    norm = float(np.linalg.norm(mean))
    return [float(component) for component in mean / norm] if norm > 0 else None
