"""Measure the null distribution of a library from its stored points alone; no index is opened.

Scores equal the index's own, which a test verifies: cosines of unit vectors, and BM25 with the inverse document
frequency that Qdrant uses, ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.models.encoders import Encoders
from vindex_search.ranking.calibration.distribution import Column, NullDistribution, Signal

if TYPE_CHECKING:
    import polars as pl

MIN_TEXTS_PER_TOKEN: Final = 2  # rarer tokens are not stored: most of a library's tokens are in one text alone

Tables = Callable[[], Iterable["pl.DataFrame"]]
Matrix = npt.NDArray[np.float64]


def measure_null_distribution(
    tables: Tables, encoders: Encoders, questions: Sequence[str], *, dense: Mapping[str, Space] | None = None
) -> NullDistribution:
    """The best scores of every question over all points, and the token counts of the library.

    Args:
        tables: Gives the points of each video (POINTS_SCHEMA), anew at each call: they are read twice.
        encoders: Of the model set that made the points.
        questions: Those that the library is not expected to answer.
        dense: What `encode_dense` makes of them, where several libraries are asked.
    """
    statistics, languages = count(tables())
    terms = QueryTerms(encode_terms(encoders, questions, languages), statistics)
    vectors = encode_dense(encoders, questions) if dense is None else dense
    best = {name: np.full(len(questions), -np.inf) for name in (*vectors, "words")}
    for table in tables():
        for name, space in vectors.items():
            _raise_to(best[name], cosines(table[space.column], space.questions))
        _raise_to(best["words"], terms.scores(table))
    return NullDistribution(
        scores=_as_signals(best, terms.query_weights),
        token_counts=statistics.token_counts,
        text_count=statistics.text_count,
        video_count=statistics.video_count,
    )


def count(tables: Iterable[pl.DataFrame]) -> tuple[NullDistribution, list[str]]:
    """The counts of tokens, texts and videos, as a distribution without scores; and the languages, sorted."""
    counts: Counter[int] = Counter()
    languages: set[str] = set()
    texts = videos = 0
    for table in tables:
        indices = table["words_indices"].drop_nulls()
        counts.update(indices.explode(empty_as_null=False).to_list())
        languages.update(table["language"].drop_nulls().to_list())
        texts, videos = texts + len(indices), videos + 1
    stored = {token: count for token, count in counts.items() if count >= MIN_TEXTS_PER_TOKEN}
    return NullDistribution(scores={}, token_counts=stored, text_count=texts, video_count=videos), sorted(languages)


class Terms(NamedTuple):
    """A question as a sparse vector: token ids and their weights."""

    indices: list[int]
    values: list[float]


def encode_terms(encoders: Encoders, questions: Sequence[str], languages: Sequence[str]) -> list[Terms]:
    """The questions as sparse vectors, by the rules of each language."""
    return [Terms(*encoders.sparse.encode_query(question, languages)) for question in questions]


class QueryTerms:
    """The terms of all questions, scored together in one pass over a table.

    Args:
        questions: The terms of each question.
        statistics: Has the document frequencies.
    """

    def __init__(self, questions: Sequence[Terms], statistics: NullDistribution) -> None:
        self.query_weights = np.array([statistics.query_weight(*terms) for terms in questions])
        self._tokens = np.array(sorted({token for terms in questions for token in terms.indices}), dtype=np.int64)
        self._idf = np.array([statistics.query_weight([int(token)], [1.0]) for token in self._tokens])
        columns = {int(token): column for column, token in enumerate(self._tokens)}
        self._is_in_question = np.zeros((len(self._tokens), len(questions)))
        for question, terms in enumerate(questions):
            self._is_in_question[[columns[token] for token in terms.indices], question] = 1.0

    def scores(self, table: pl.DataFrame) -> Matrix:
        """BM25 of each text that has words for each question; shape (texts, questions)."""
        return np.asarray((self._term_weights(table) * self._idf) @ self._is_in_question)

    def _term_weights(self, table: pl.DataFrame) -> Matrix:
        """The weight of each question token in each text that has words; shape (texts, tokens)."""
        texts = table.filter(table["words_indices"].is_not_null()).select("words_indices", "words_values")
        terms = texts.with_row_index("row").explode("words_indices", "words_values")
        tokens = terms["words_indices"].to_numpy().astype(np.int64)
        columns = np.searchsorted(self._tokens, tokens).clip(max=max(0, len(self._tokens) - 1))
        is_queried = self._tokens[columns] == tokens if len(self._tokens) else np.zeros(len(tokens), dtype=bool)
        weights = np.zeros((len(texts), len(self._tokens)))
        weights[terms["row"].to_numpy()[is_queried], columns[is_queried]] = terms["words_values"].to_numpy()[is_queried]
        return weights


class Space(NamedTuple):
    """A dense vector space: the points' column, and the questions' vectors with shape (questions, dim)."""

    column: str
    questions: Matrix


def encode_dense(encoders: Encoders, questions: Sequence[str]) -> dict[str, Space]:
    """The questions in each dense space of the model set, by signal."""
    spaces = {"likeness": Space("text_vector", _encode(encoders.text.encode_query, questions))}
    if encoders.vision is not None:
        spaces["visual"] = Space("visual_vector", _encode(encoders.vision.encode_query, questions))
    return spaces


def _encode(encode: Callable[[str], npt.NDArray[np.float32]], questions: Sequence[str]) -> Matrix:
    return np.array([encode(question) for question in questions], dtype=np.float64)


def cosines(vectors: pl.Series, questions: Matrix) -> Matrix:
    """Cosines of the points that have a vector; shape (points, questions)."""
    present = vectors.drop_nulls()
    if not len(present):
        return np.zeros((0, len(questions)))
    return np.asarray(present.to_list(), dtype=np.float64) @ questions.T


def _raise_to(best: Column, scores: Matrix) -> None:
    """Raise each question's best score, in place, to the highest of its column."""
    if len(scores):
        np.maximum(best, scores.max(axis=0), out=best)


def _as_signals(best: dict[str, Column], query_weights: Column) -> dict[Signal, Column]:
    """The best scores as signals; a signal that no point could give is left out."""
    signals: dict[Signal, Column] = {}
    if np.isfinite(best["likeness"]).all():
        signals["likeness"] = best["likeness"]
    if np.isfinite(best["words"]).all():
        signals["words"] = best["words"]
        divisors = np.where(query_weights > 0, query_weights, 1.0)
        signals["share"] = np.where(query_weights > 0, best["words"] / divisors, 0.0)
    if "visual" in best and np.isfinite(best["visual"]).all():
        signals["visual"] = best["visual"]
    return signals
