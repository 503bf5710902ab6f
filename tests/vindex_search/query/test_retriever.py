"""Retrieval from a real index: what is encoded, searched, and scored for relevance curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from tests.support.index.points import DIM, speech_row
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import CHANNELS, RANKED_CHANNELS, Channel, point_id, video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions, PointFilter, SparseVector
from vindex_search.models.catalogue import BM25
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.query.parser import ParsedQuery
from vindex_search.query.places.video_scores import MAX_CURVE_VIDEOS
from vindex_search.query.retriever import QueryVectors, Retriever, SearchScope
from vindex_search.ranking.relevance_curve import CurveSource

VIDEOS = [video_id("b", f"team/{at}.mp4") for at in range(MAX_CURVE_VIDEOS + 2)]
AXIS = [1.0, 0.0, 0.0, 0.0]
EVERY = QueryVectors(AXIS, AXIS, SparseVector([7], [1.0]))


class RecordingEncoder:
    """Encodes every query as one vector, and records the queries."""

    def __init__(self) -> None:
        self.queries: list[str] = []

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        self.queries.append(text)
        return np.array(AXIS, dtype=np.float32)

    def encode_images(self, jpegs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        raise AssertionError("these tests encode no images")


class RecordingSparseEncoder(SparseEncoder):
    """The real encoder; records the queries."""

    def __init__(self) -> None:
        super().__init__(BM25)
        self.queries: list[str] = []

    def encode_query(self, text: str, languages: Iterable[str | None] = ()) -> tuple[list[int], list[float]]:
        self.queries.append(text)
        return super().encode_query(text, languages)


def row(video: str, number: int, channel: str) -> dict[str, Any]:
    """A point of ten seconds: a frame with a visual vector, or a text with a text vector and a word."""
    made = speech_row(video, number, vector=AXIS, words=[7], fingerprint="aa")
    seen = {"visual_vector": AXIS, "text_vector": None, "words_indices": None, "words_values": None, "text": None}
    kind = seen if channel == "visual" else {}
    return {**made, "id": point_id(video, channel, str(number)), "channel": channel, **kind}


def table(video: str) -> pl.DataFrame:
    """Two passages, two slides and a frame; the last video has slides only."""
    kinds = ["screen", "screen"] if video == VIDEOS[-1] else ["speech", "speech", "screen", "screen", "visual"]
    return pl.DataFrame([row(video, at, kind) for at, kind in enumerate(kinds)], schema=POINTS_SCHEMA)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QdrantEdgeIndex]:
    made = QdrantEdgeIndex(tmp_path_factory.mktemp("retrieved") / "index", Dimensions(text=DIM, visual=DIM))
    made.ensure()
    made.bulk_load(table(video) for video in VIDEOS)
    yield made
    made.close()


@pytest.fixture
def retriever(index: QdrantEdgeIndex) -> Retriever:
    return Retriever(index, Encoders(RecordingEncoder(), RecordingSparseEncoder(), RecordingEncoder()), ["ger", "en"])


@pytest.mark.parametrize(
    ("channels", "text", "words", "pictures"),
    [
        (CHANNELS, True, True, True),
        (("speech",), True, False, False),
        (("screen",), True, False, False),
        (("words",), False, True, False),
        (("visual",), False, False, True),
        (("words", "visual"), False, True, True),
        ((), False, False, False),
    ],
)
def test_a_sentence_is_encoded_for_the_channels_in_scope_only(
    retriever: Retriever, channels: tuple[Channel, ...], text: bool, words: bool, pictures: bool
) -> None:
    found = retriever.vectors("the tide", channels)
    assert (found.text is not None, found.words is not None, found.visual is not None) == (text, words, pictures)
    encoders = (retriever.encoders.text, retriever.encoders.sparse, retriever.encoders.vision)
    queries = [encoder.queries for encoder in encoders]  # type: ignore[union-attr]  # recording ones
    assert queries == [["the tide"] if expected else [] for expected in (text, words, pictures)]


def test_without_a_vision_model_there_is_no_visual_vector(index: QdrantEdgeIndex) -> None:
    retriever = Retriever(index, Encoders(RecordingEncoder(), RecordingSparseEncoder(), None))
    assert retriever.vectors("the tide", CHANNELS).visual is None


def test_stop_words_give_no_sparse_vector(index: QdrantEdgeIndex) -> None:
    english = Retriever(index, Encoders(RecordingEncoder(), RecordingSparseEncoder(), None), ["en"])
    assert english.vectors("the of and", CHANNELS).words is None


def test_stop_words_are_said_where_a_text_has_them_in_a_row(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path / "index", Dimensions(text=DIM, visual=DIM))
    index.ensure()
    said = {**row(VIDEOS[0], 0, "speech"), "text": "To be, or not to be, that is the question."}
    index.bulk_load([pl.DataFrame([said], schema=POINTS_SCHEMA)])
    retriever = Retriever(index, Encoders(RecordingEncoder(), RecordingSparseEncoder(), None), ["en"])
    asked = ["to be or not to be", "to be not or to be", "that is the question", "be"]
    assert [retriever.is_said(text, PointFilter()) for text in asked] == [True, False, False, False]
    assert not retriever.is_said("to be or not to be", PointFilter(workspaces=("nobody",)))
    index.close()


def test_words_and_phrases_are_marked(retriever: Retriever) -> None:
    text = "At sea it is what it is: a tide"
    query = ParsedQuery("tide it is what it is", phrases=("it is what it is",))
    assert [text[start:end] for start, end in retriever.highlights(query, text)] == ["it is what it is", "tide"]


@pytest.mark.parametrize("channels", [RANKED_CHANNELS, ("speech",), ("words",), ("screen", "visual"), ()])
def test_only_channels_in_scope_have_hits(retriever: Retriever, channels: tuple[Channel, ...]) -> None:
    hits = retriever.hits(EVERY, SearchScope(channels=channels))
    assert set(hits) == set(channels)
    for channel, found in hits.items():
        kinds = {"speech", "screen"} if channel == "words" else {channel}
        assert {hit.point_channel for hit in found} == kinds
        assert {hit.channel for hit in found} == {channel}


def test_titles_are_found_only_if_asked_for(retriever: Retriever) -> None:
    scope = SearchScope(channels=("speech", "chapter"))
    assert set(retriever.hits(EVERY, scope)) == {"speech"}
    assert set(retriever.hits(EVERY, scope, with_titles=True)) == {"speech", "chapter"}


def test_a_channel_without_a_vector_is_not_searched(retriever: Retriever) -> None:
    assert set(retriever.hits(QueryVectors(text=AXIS), SearchScope())) == {"speech", "screen"}
    assert retriever.hits(QueryVectors(), SearchScope()) == {}


def test_the_filter_of_the_scope_holds(retriever: Retriever) -> None:
    hits = retriever.hits(EVERY, SearchScope(PointFilter(video_ids=(VIDEOS[3],))))
    assert {hit.video_id for found in hits.values() for hit in found} == {VIDEOS[3]}
    assert not any(retriever.hits(EVERY, SearchScope(PointFilter(workspaces=("nobody",)))).values())


def curves_of(retriever: Retriever, scope: SearchScope = SearchScope()) -> CurveSource:  # noqa: B008 - frozen
    return retriever.relevance_curves(EVERY, scope, retriever.hits(EVERY, SearchScope()))


def test_curves_are_of_the_first_videos_only(retriever: Retriever) -> None:
    source = curves_of(retriever)
    assert set(source(VIDEOS)) == set(VIDEOS[:MAX_CURVE_VIDEOS])
    assert len(source(VIDEOS)) == 10  # each costs a query over all of its points
    assert source([]) == {}


def test_passages_take_precedence_over_slides(retriever: Retriever) -> None:
    """Slides stay on the screen for longer than they are spoken about."""
    source = curves_of(retriever)
    speech, words, frames = source([VIDEOS[0]])[VIDEOS[0]]
    assert [one.channel for one in (speech, words, frames)] == ["speech", "words", "visual"]
    assert sorted(speech.starts.tolist()) == sorted(words.starts.tolist()) == [0, 10]
    assert frames.starts.tolist() == [40]
    slides, written = source([VIDEOS[-1]])[VIDEOS[-1]]
    assert [one.channel for one in (slides, written)] == ["screen", "words"]
    assert sorted(slides.starts.tolist()) == sorted(written.starts.tolist()) == [0, 10]


@pytest.mark.parametrize(
    ("channels", "starts"),
    [(("screen",), [[20, 30]]), (("visual",), [[40]]), (("words",), []), (("speech", "words"), [[0, 10], [0, 10]])],
)
def test_curves_are_of_the_channels_in_scope(
    retriever: Retriever, channels: tuple[Channel, ...], starts: list[list[float]]
) -> None:
    found = curves_of(retriever, SearchScope(channels=channels))([VIDEOS[0]])
    assert [sorted(one.starts.tolist()) for one in found.get(VIDEOS[0], [])] == starts


def test_videos_without_hits_or_removed_since_have_no_curve(retriever: Retriever) -> None:
    elsewhere = retriever.hits(EVERY, SearchScope(PointFilter(workspaces=("nobody",))))
    assert retriever.relevance_curves(EVERY, SearchScope(), elsewhere)(VIDEOS) == {}
    found = retriever.hits(EVERY, SearchScope(PointFilter(video_ids=(VIDEOS[3],))))
    gone = {
        channel: [replace(hit, generation=Generation(hit.video_id, "ff")) for hit in hits]
        for channel, hits in found.items()
    }
    assert retriever.relevance_curves(EVERY, SearchScope(), gone)([VIDEOS[3]]) == {}


def test_languages_are_expanded_to_the_codes_of_the_library(retriever: Retriever) -> None:
    assert retriever.equivalent_languages(["de"]) == ("de", "ger")
    assert retriever.equivalent_languages([]) == ()


@pytest.mark.parametrize("value", [SearchScope(), QueryVectors()], ids=lambda value: type(value).__name__)
def test_what_is_searched_is_not_changed_on_the_way(value: Any) -> None:
    """A scope is part of a cursor's key."""
    assert hasattr(type(value), "__slots__")
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)
