"""What the background questions score in a library, from the stored points alone: no index is opened.

Scores are the index's own: cosines of unit vectors, and BM25 with the inverse document frequency that Qdrant uses,
ln(1 + (N - n + 0.5) / (n + 0.5)); a test holds them against the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from vindex_search.models.encoders import Encoders
from vindex_search.ranking.calibration.distribution import Column, NullDistribution, Signal

if TYPE_CHECKING:
    import polars as pl

MIN_TEXTS_PER_TOKEN: Final = 2  # that a token is in, to be remembered: most of a library's tokens are in one text alone

Tables = Callable[[], Iterable["pl.DataFrame"]]
Matrix = npt.NDArray[np.float64]


def measure_null_distribution(tables: Tables, encoders: Encoders, questions: Sequence[str]) -> NullDistribution:
    """The distribution of a library's points.

    Args:
        tables: Gives the points of each video (POINTS_SCHEMA), anew at each call: they are read twice.
        encoders: Of the model set that made them.
        questions: Those that the library is not expected to answer.
    """
    tokens, languages, texts, videos = _count(tables())
    rarity = NullDistribution({}, tokens, texts, videos)
    asked = [encoders.sparse.encode_query(question, sorted(languages)) for question in questions]
    words = _Words([indices for indices, _ in asked], [rarity.query_weight(indices, values) for indices, values in asked])
    dense = {"likeness": ("text_vector", _encoded(encoders.text.encode_query, questions))}
    if encoders.vision is not None:
        dense["visual"] = ("visual_vector", _encoded(encoders.vision.encode_query, questions))
    best = {name: np.full(len(questions), -np.inf) for name in (*dense, "words")}
    for table in tables():
        for name, (column, vectors) in dense.items():
            _raise(best[name], _likeness(table[column], vectors))
        _raise(best["words"], words.scores(table, rarity))
    return NullDistribution(_columns(best, words.most), tokens, texts, videos)


def _count(tables: Iterable[pl.DataFrame]) -> tuple[dict[int, int], set[str], int, int]:
    """Texts per token, the languages, and how many texts and videos there are."""
    counts: Counter[int] = Counter()
    languages: set[str] = set()
    texts = videos = 0
    for table in tables:
        found = table["words_indices"].drop_nulls()
        counts.update(found.explode(empty_as_null=False).to_list())
        languages.update(table["language"].drop_nulls().to_list())
        texts, videos = texts + len(found), videos + 1
    return {token: count for token, count in counts.items() if count >= MIN_TEXTS_PER_TOKEN}, languages, texts, videos


class _Words:
    """The words of all questions, to be looked for in one pass over a table."""

    def __init__(self, asked: Sequence[Sequence[int]], most: Sequence[float]) -> None:
        self.most = np.array(most)
        self._tokens = np.array(sorted({token for tokens in asked for token in tokens}), dtype=np.int64)
        place = {int(token): row for row, token in enumerate(self._tokens)}
        self._asks = np.zeros((len(self._tokens), len(asked)))
        for question, tokens in enumerate(asked):
            self._asks[[place[token] for token in tokens], question] = 1.0

    def scores(self, table: pl.DataFrame, rarity: NullDistribution) -> Matrix:
        """BM25 of each text that has words (rows) for each question (columns)."""
        texts = table.filter(table["words_indices"].is_not_null()).select("words_indices", "words_values")
        flat = texts.with_row_index("row").explode("words_indices", "words_values")
        tokens = flat["words_indices"].to_numpy().astype(np.int64)
        places = np.searchsorted(self._tokens, tokens).clip(max=max(0, len(self._tokens) - 1))
        known = self._tokens[places] == tokens if len(self._tokens) else np.zeros(len(tokens), dtype=bool)
        found = np.zeros((len(texts), len(self._tokens)))
        found[flat["row"].to_numpy()[known], places[known]] = flat["words_values"].to_numpy()[known]
        rare = np.array([rarity.query_weight([int(token)], [1.0]) for token in self._tokens])
        return np.asarray((found * rare) @ self._asks)


def _encoded(encode: Callable[[str], npt.NDArray[np.float32]], questions: Sequence[str]) -> Matrix:
    return np.array([encode(question) for question in questions], dtype=np.float64)


def _likeness(vectors: pl.Series, questions: Matrix) -> Matrix:
    there = vectors.drop_nulls()
    return np.asarray(there.to_list(), dtype=np.float64) @ questions.T if len(there) else np.zeros((0, len(questions)))


def _raise(best: Column, scores: Matrix) -> None:
    if len(scores):
        np.maximum(best, scores.max(axis=0), out=best)


def _columns(best: dict[str, Column], most: Column) -> dict[Signal, Column]:
    """The best scores as signals; a signal that no point could give is left out."""
    found: dict[Signal, Column] = {}
    if np.isfinite(best["likeness"]).all():
        found["likeness"] = best["likeness"]
    if np.isfinite(best["words"]).all():
        found["words"] = best["words"]
        found["share"] = np.where(most > 0, best["words"] / np.where(most > 0, most, 1.0), 0.0)
    if "visual" in best and np.isfinite(best["visual"]).all():
        found["visual"] = best["visual"]
    return found
