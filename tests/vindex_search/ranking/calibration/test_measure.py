"""Measuring the null distribution: scores computed from stored points equal the index's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from tests.support.index.points import speech_row
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.base import TEXT_VECTOR, VISUAL_VECTOR, WORDS_VECTOR
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions, SparseVector
from vindex_search.models.catalogue import BM25
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import measure_null_distribution

DIM = 8
VIDEOS = [video_id("b", f"team/{name}.mp4") for name in ("talk", "film", "show")]
TEXTS = [
    "The moon pulls the ocean towards itself and the tide rises",
    "Put the loaf into a hot oven and wait until the bread rises",
    "Die Häuser stehen am Hafen, the moon above them",
    "A lock opens at noon and the boats leave the harbour of the old town one by one",
    "The tide falls, the tide rises, and the ocean is quiet",
    "the of and",
    "Bread, bread and nothing but bread in a very long sentence about an oven that was never hot at all",
]
QUESTIONS = ["what does the moon do to the tide", "hot oven bread", "boats", "zeppelins over Vienna", "the of and"]
SPARSE = SparseEncoder(BM25)


class TextHashEncoder:
    """Random unit vectors, seeded by the text; what counts is the geometry, not the model."""

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return unit(text)

    def encode_images(self, jpegs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        raise AssertionError("these tests encode no images")


def unit(text: str) -> npt.NDArray[np.float32]:
    drawn = np.random.default_rng(list(text.encode())).normal(size=DIM)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


ENCODERS = Encoders(TextHashEncoder(), SPARSE, TextHashEncoder())


def tables(videos: Sequence[str] = VIDEOS, texts: Sequence[str] = TEXTS) -> list[pl.DataFrame]:
    """Passages of each video, and one frame without a text."""
    made = []
    for number, video in enumerate(videos):
        rows = [passage(video, at, text) for at, text in enumerate(texts[number :: len(videos)])]
        frame = {**passage(video, 99, ""), "channel": "visual", "visual_vector": unit(video).tolist()}
        absent = dict.fromkeys(("text_vector", "words_indices", "words_values", "text", "language"))
        made.append(pl.DataFrame([*rows, {**frame, **absent}], schema=POINTS_SCHEMA))
    return made


def passage(video: str, row: int, text: str) -> dict[str, object]:
    ((indices, values),) = SPARSE.encode_passages([text], ["en"])
    made = speech_row(video, row, vector=unit(text).tolist(), words=[], fingerprint="aa")
    words = {"words_indices": indices, "words_values": values} if indices else {"words_indices": None}
    return {**made, "text": text, "words_values": None, **words}


@pytest.fixture(scope="module")
def found() -> NullDistribution:
    return measure_null_distribution(tables, ENCODERS, QUESTIONS)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QdrantEdgeIndex]:
    made = QdrantEdgeIndex(tmp_path_factory.mktemp("measured") / "index", Dimensions(text=DIM, visual=DIM))
    made.ensure()
    made.bulk_load(tables())
    yield made
    made.close()


def best(index: QdrantEdgeIndex, using: str, vectors: Iterable[list[float] | SparseVector]) -> list[float]:
    """The index's own score of each question's best point."""
    searches = [
        ChannelQuery(channel="speech", using=using, vector=vector, point_channels=("speech", "visual"), limit=1)
        for vector in vectors
    ]
    return [hits[0].score if hits else 0.0 for hits in index.query(searches)]


@pytest.mark.parametrize(("signal", "using"), [("likeness", TEXT_VECTOR), ("visual", VISUAL_VECTOR)])
def test_cosines_equal_those_of_the_index(
    found: NullDistribution, index: QdrantEdgeIndex, signal: str, using: str
) -> None:
    scored = best(index, using, [unit(question).tolist() for question in QUESTIONS])
    assert found.scores[signal] == pytest.approx(scored, rel=1e-2)  # type: ignore[index]  # parametrised


def test_bm25_equals_that_of_the_index(found: NullDistribution, index: QdrantEdgeIndex) -> None:
    """Fails when the engine changes its formula."""
    asked = [SparseVector(*SPARSE.encode_query(question, ["en"])) for question in QUESTIONS[:4]]
    scored = best(index, WORDS_VECTOR, asked)
    assert found.scores["words"][:4] == pytest.approx(scored, rel=1e-2)
    assert min(scored[:3]) > 0 == scored[3]


def test_the_share_is_of_the_query_weight(found: NullDistribution) -> None:
    for at, question in enumerate(QUESTIONS):
        weight = found.query_weight(*SPARSE.encode_query(question, ["en"]))
        assert found.scores["share"][at] == pytest.approx(found.scores["words"][at] / weight if weight else 0.0)


def test_texts_videos_and_tokens_are_counted(found: NullDistribution) -> None:
    assert (found.video_count, found.text_count) == (3, len(TEXTS) - 1)  # stop words alone are no text
    (moon,), _ = SPARSE.encode_query("moon")
    (boat,), _ = SPARSE.encode_query("boats")
    assert found.token_counts[moon] == 2
    assert boat not in found.token_counts  # of one text only


def test_the_order_of_the_videos_does_not_matter(found: NullDistribution) -> None:
    again = measure_null_distribution(lambda: reversed(tables()), ENCODERS, QUESTIONS)
    for name, column in found.scores.items():
        assert again.scores[name] == pytest.approx(column)


def test_signals_without_points_are_left_out() -> None:
    no_vision = Encoders(TextHashEncoder(), SPARSE, None)
    assert set(measure_null_distribution(tables, no_vision, QUESTIONS).scores) == {"likeness", "words", "share"}
    frames_only = measure_null_distribution(lambda: tables(texts=()), ENCODERS, QUESTIONS)
    assert set(frames_only.scores) == {"visual"}
    assert measure_null_distribution(list, ENCODERS, QUESTIONS).scores == {}
