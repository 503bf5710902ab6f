"""The best scores of many queries in the points of one video: no index is asked, and a thousand take milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vindex_search.models.encoders import Encoders
from vindex_search.ranking.calibration.distribution import Column, NullDistribution, Signal
from vindex_search.ranking.calibration.measure import QueryTerms, Space, cosines, encode_dense, encode_terms

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class AskedQueries:
    """Queries, encoded to be compared with one video after another.

    Attributes:
        dense: Their vectors by signal.
        terms: Their words, weighed by how rare they are in the library.
    """

    dense: dict[str, Space]
    terms: QueryTerms

    def best(self, table: pl.DataFrame) -> list[dict[Signal, float]]:
        """The best value of each signal among the points of a video (POINTS_SCHEMA), per query.

        A signal that no point of the video could give is left out; the words of a query that nobody says score 0.
        """
        columns = {name: _highest(cosines(table[space.column], space.questions)) for name, space in self.dense.items()}
        words, weights = _highest(self.terms.scores(table)), self.terms.query_weights
        return [_signals(columns, words, weights, query) for query in range(len(weights))]


def ask_all(
    encoders: Encoders, texts: Sequence[str], languages: Sequence[str], distribution: NullDistribution
) -> AskedQueries:
    """Encode queries.

    Args:
        encoders: Of the model set that made the points.
        texts: The queries.
        languages: Those of the library, by whose rules words are told apart.
        distribution: Has how rare each word is.
    """
    terms = QueryTerms(encode_terms(encoders, texts, languages), distribution)
    return AskedQueries(encode_dense(encoders, texts), terms)


def _highest(scores: Column) -> Column | None:
    """Of each query the highest score of shape (points, queries); None without points."""
    return np.asarray(scores.max(axis=0)) if len(scores) else None


def _signals(
    columns: dict[str, Column | None], words: Column | None, weights: Column, query: int
) -> dict[Signal, float]:
    found: dict[Signal, float] = {}
    for name, column in columns.items():
        if column is not None:
            found["visual" if name == "visual" else "likeness"] = float(column[query])
    if weights[query] > 0:
        found["words"] = float(words[query]) if words is not None else 0.0
        found["share"] = found["words"] / float(weights[query])
    return found
