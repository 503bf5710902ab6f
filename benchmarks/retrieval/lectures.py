"""Captioned lectures as a library: read, encoded and indexed as the pipeline would, and queried."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from benchmarks.retrieval.sets.questions import Question, is_reported
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions
from vindex_search.models.catalogue import model_set
from vindex_search.models.encoders import Encoders
from vindex_search.models.model import ModelSet
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.passages.passages import Passage, split_passages
from vindex_search.passages.segments import Segment
from vindex_search.query.retriever import Retriever

__all__ = ["Lecture", "Library", "Question", "is_reported", "open_library", "read_lectures"]

WORKSPACE: Final = "lectures"
MODELS: Final[ModelSet] = model_set("offline")
CAPTIONS: Final = "captions.jsonl.gz"
QUERIES: Final = "queries.jsonl"


@dataclass(frozen=True, slots=True)
class Lecture:
    """One video of the set: its id, and its captions as (start, end, text)."""

    video_id: str
    cues: tuple[tuple[float, float, str], ...]

    @property
    def duration_s(self) -> float:
        """The end of the last caption."""
        return self.cues[-1][1]

    @property
    def passages(self) -> list[Passage]:
        """The passages, as the pipeline makes them."""
        said = [Segment(start, end, text, source="subtitles", language="en") for start, end, text in self.cues]
        return split_passages([segment for segment in said if segment.text.strip()])


def read_lectures(folder: Path) -> tuple[dict[str, Lecture], list[Question]]:
    """The lectures by id, and what is asked of them.

    Args:
        folder: Has the form of `../shared/retrieval`.
    """
    with gzip.open(folder / CAPTIONS, "rt", encoding="utf-8") as file:
        videos = [json.loads(line) for line in file]
    lines = (folder / QUERIES).read_text(encoding="utf-8").splitlines()
    found = [Lecture(_id(v["video"]), tuple((a, b, text) for a, b, text in v["cues"])) for v in videos]
    return {lecture.video_id: lecture for lecture in found}, [_question(json.loads(line)) for line in lines]


def _question(row: Mapping[str, Any]) -> Question:
    others = tuple((start, end) for start, end in row.get("spans", ())[1:])
    return Question(row["query"], _id(row["video"]), row["start_s"], row["end_s"], others)


def _id(name: str) -> str:
    return video_id("folder", f"{WORKSPACE}/{name}.mp4")


@dataclass(frozen=True, slots=True)
class Library:
    """Indexed lectures: the open index, its retriever, and the points by video."""

    index: QdrantEdgeIndex
    retriever: Retriever
    points: dict[str, pl.DataFrame]


@contextmanager
def open_library(lectures: Mapping[str, Lecture], folder: Path) -> Iterator[Library]:
    """An embedded index of the lectures with the offline model set, made anew; `points_cache.py` keeps one."""
    models = load_models()
    points = {lecture.video_id: make_points(lecture, models) for lecture in lectures.values()}
    with open_index(folder / "index") as index:
        index.bulk_load(points.values())
        yield Library(index, Retriever(index, models.query_encoders, ("en",)), points)


class Models(NamedTuple):
    """The loaded models of the offline set."""

    text: TextEncoder
    sparse: SparseEncoder

    @property
    def query_encoders(self) -> Encoders:
        """As a retriever takes them."""
        return Encoders(self.text, self.sparse, None)


def load_models() -> Models:
    """Load the offline model set."""
    return Models(TextEncoder(MODELS.text, WeightsLocator()), SparseEncoder(MODELS.sparse))


@contextmanager
def open_index(folder: Path) -> Iterator[QdrantEdgeIndex]:
    """The embedded index in a folder, or a new one there."""
    index = QdrantEdgeIndex(folder, Dimensions(text=MODELS.text.dim, visual=None))
    index.ensure()
    try:
        yield index
    finally:
        index.close()


def make_points(lecture: Lecture, models: Models) -> pl.DataFrame:
    """The points of a lecture, as the pipeline makes them."""
    found = lecture.passages
    texts = [passage.own_text for passage in found]
    vectors = models.text.encode_passages(texts)
    words = models.sparse.encode_passages(texts, ["en"] * len(texts))
    rows = (
        {**_point(lecture, one), "text_vector": vector, "words_indices": indices, "words_values": values}
        for one, vector, (indices, values) in zip(found, vectors.tolist(), words, strict=True)
    )
    return pl.DataFrame(list(rows), schema=POINTS_SCHEMA)


def _point(lecture: Lecture, passage: Passage) -> dict[str, object]:
    """A point without its vectors."""
    return {
        "video_id": lecture.video_id,
        "workspace": WORKSPACE,
        "language": "en",
        "channel": "speech",
        "id": point_id(lecture.video_id, "speech", passage.row_key),
        "generation": str(Generation(lecture.video_id, "1")),
        "start_s": passage.start_s,
        "end_s": passage.end_s,
        "text": passage.text,
        "sentences": passage.sentence_offsets,
    }
