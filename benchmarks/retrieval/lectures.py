"""Captioned lectures as a library: read, indexed as the pipeline would, and queried."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from vindex_assets.speech.passages import Passage, split_passages
from vindex_assets.speech.segments import Segment
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions
from vindex_search.models.catalogue import model_set
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.query.retriever import Retriever

WORKSPACE: Final = "lectures"
KEYWORDS_PER_QUERY: Final = 4
MIN_WORDS: Final = 8  # of a sentence that is queried by its keywords
SENTENCE_S: Final = (3.0, 20.0)


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


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its ground truth: a range of one video."""

    text: str
    video_id: str
    start_s: float
    end_s: float

    def contains_middle(self, video: str, start: float, end: float) -> bool:
        """Whether the middle of an answer is in the true range."""
        return video == self.video_id and self.start_s <= (start + end) / 2 < self.end_s

    def overlap(self, start: float, end: float) -> float:
        """Intersection over union with the true range."""
        inside = max(0.0, min(end, self.end_s) - max(start, self.start_s))
        return inside / (end - start + self.end_s - self.start_s - inside)

    def is_answered_by(self, video: str, start: float, end: float, max_s: float) -> bool:
        """Whether an answer contains the whole true range and is shorter than a maximum."""
        holds = start <= self.start_s + 0.01 and end >= self.end_s - 0.01
        return video == self.video_id and holds and end - start < max_s


def read_lectures(folder: Path) -> tuple[dict[str, Lecture], list[Question]]:
    """The lectures by id, and the chapter titles as queries.

    Args:
        folder: Has the form of `../shared/retrieval`.
    """
    with gzip.open(folder / "captions.jsonl.gz", "rt") as file:
        videos = [json.loads(line) for line in file]
    lines = (folder / "queries.jsonl").read_text().splitlines()
    found = [Lecture(_id(v["video"]), tuple((a, b, text) for a, b, text in v["cues"])) for v in videos]
    asked = [json.loads(line) for line in lines]
    questions = [Question(q["query"], _id(q["video"]), q["start_s"], q["end_s"]) for q in asked]
    return {lecture.video_id: lecture for lecture in found}, questions


def _id(name: str) -> str:
    return video_id("folder", f"{WORKSPACE}/{name}.mp4")


def is_reported(questions: Sequence[Question], question: Question) -> bool:
    """Whether a query belongs to the held-out half: every second video, by id."""
    return sorted({one.video_id for one in questions}).index(question.video_id) % 2 == 1


@dataclass(frozen=True, slots=True)
class Library:
    """Indexed lectures: the open index, its retriever, and the points by video."""

    index: QdrantEdgeIndex
    retriever: Retriever
    points: dict[str, pl.DataFrame]


@contextmanager
def open_library(lectures: Mapping[str, Lecture], folder: Path) -> Iterator[Library]:
    """An embedded index of the lectures with the offline model set."""
    models = model_set("offline")
    text, sparse = TextEncoder(models.text, WeightsLocator()), SparseEncoder(models.sparse)
    index = QdrantEdgeIndex(folder / "index", Dimensions(text=models.text.dim, visual=None))
    index.ensure()
    points = {lecture.video_id: _points(lecture, text, sparse) for lecture in lectures.values()}
    index.bulk_load(points.values())
    yield Library(index, Retriever(index, Encoders(text, sparse, None), ("en",)), points)
    index.close()


def _points(lecture: Lecture, text: TextEncoder, sparse: SparseEncoder) -> pl.DataFrame:
    found = lecture.passages
    texts = [passage.own_text for passage in found]
    vectors = text.encode_passages(texts)
    words = sparse.encode_passages(texts, ["en"] * len(texts))
    common = {"video_id": lecture.video_id, "workspace": WORKSPACE, "language": "en", "channel": "speech"}
    rows = [
        {
            **common,
            "id": point_id(lecture.video_id, "speech", one.row_key),
            "generation": str(Generation(lecture.video_id, "1")),
            "start_s": one.start_s,
            "end_s": one.end_s,
            "text": one.text,
            "sentences": one.sentence_offsets,
            "text_vector": vector,
            "words_indices": indices,
            "words_values": values,
        }
        for one, vector, (indices, values) in zip(found, vectors.tolist(), words, strict=True)
    ]
    return pl.DataFrame(rows, schema=POINTS_SCHEMA)


def keyword_questions(lectures: Mapping[str, Lecture], count: int) -> list[Question]:
    """Known-item queries: random sentences, each queried by the rarest of its own words in their order."""
    said = [
        (lecture.video_id, sentence)
        for lecture in lectures.values()
        for passage in lecture.passages
        for sentence in passage.sentences
    ]
    rarity: dict[str, int] = {}
    for _, sentence in said:
        for word in set(_words(sentence.text.lower())):
            rarity[word] = rarity.get(word, 0) + 1
    unique = {(video, one.start_s): (video, one) for video, one in said}
    fit = [
        (video, one)
        for video, one in unique.values()
        if SENTENCE_S[0] <= one.end_s - one.start_s <= SENTENCE_S[1] and len(one.text.split()) >= MIN_WORDS
    ]
    chosen = random.Random(7).sample(fit, min(count, len(fit)))
    return [Question(_keywords(one.text, rarity), video, one.start_s, one.end_s) for video, one in chosen]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][^\W\d_'-]+", text)


def _keywords(text: str, rarity: Mapping[str, int]) -> str:
    words = list(dict.fromkeys(_words(text)))
    rare = sorted(words, key=lambda word: rarity.get(word.lower(), 0))[:KEYWORDS_PER_QUERY]
    return " ".join(word for word in words if word in rare)
