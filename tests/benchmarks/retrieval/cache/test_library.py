"""What is kept: nothing is encoded twice, and a second run that is under way is not disturbed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.retrieval.cache import library as library_module
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.cache.queries import KeptQueries
from benchmarks.retrieval.lectures import MODELS, Lecture, Models
from vindex_search.contract.ids import video_id
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder

VIDEO = video_id("folder", "lectures/kettle.mp4")
LECTURES = {VIDEO: Lecture(VIDEO, ((0.0, 20.0, "The copper kettle whistles."), (20.0, 40.0, "The boat is old.")))}


class CountedEncoder:
    """Unit vectors from the length of a text, without a model; counts what it encodes."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        self.encoded.append(text)
        vector = np.zeros(MODELS.text.dim, dtype=np.float32)
        vector[len(text) % MODELS.text.dim] = 1.0
        return vector


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> CountedEncoder:
    counted = CountedEncoder()
    models = Models(cast("TextEncoder", counted), SparseEncoder(MODELS.sparse))
    monkeypatch.setattr(library_module, "load_models", lambda: models)
    return counted


def test_a_second_run_encodes_nothing(tmp_path: Path, encoder: CountedEncoder) -> None:
    with open_cached_library(LECTURES, tmp_path) as library:
        first = library.retriever.vectors("a kettle", ("speech",)).text
    assert encoder.encoded == [*(passage.own_text for passage in LECTURES[VIDEO].passages), "a kettle"]
    encoder.encoded.clear()
    with open_cached_library(LECTURES, tmp_path) as library:
        assert library.retriever.vectors("a kettle", ("speech",)).text == first
        assert library.points[VIDEO]["text"].to_list() == [passage.text for passage in LECTURES[VIDEO].passages]
        assert library.index.count() == len(library.points[VIDEO])
    assert encoder.encoded == []


def test_other_captions_are_encoded(tmp_path: Path, encoder: CountedEncoder) -> None:
    with open_cached_library(LECTURES, tmp_path):
        encoder.encoded.clear()
    other = {VIDEO: Lecture(VIDEO, ((0.0, 20.0, "A silver kettle whistles."),))}
    with open_cached_library(other, tmp_path) as library:
        assert library.points[VIDEO]["text"].to_list() == encoder.encoded == ["A silver kettle whistles."]


@pytest.mark.usefixtures("encoder")
def test_two_runs_at_once_have_an_index_each(tmp_path: Path) -> None:
    with open_cached_library(LECTURES, tmp_path) as one, open_cached_library(LECTURES, tmp_path) as other:
        assert one.index.count() == other.index.count() > 0


def test_vectors_of_two_runs_are_both_kept(tmp_path: Path, encoder: CountedEncoder) -> None:
    one, other = KeptQueries(encoder, tmp_path), KeptQueries(encoder, tmp_path)
    one.encode_query("a kettle")
    other.encode_query("a boat")
    one.save()
    other.save()
    assert KeptQueries(encoder, tmp_path).held == {"a kettle", "a boat"}
