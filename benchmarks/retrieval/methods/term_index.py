"""Okapi BM25 over stretches of a fixed length: an inverted index in memory, beside Qdrant's and independent of it.

score = sum over the query's words of idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean length)), with
idf = ln(1 + (n - df + 0.5) / (df + 0.5)): Robertson and Zaragoza, "The probabilistic relevance framework", 2009.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

K1: Final = 1.2
B: Final = 0.75

Scores = npt.NDArray[np.float64]


class TermIndex:
    """BM25 scores of texts.

    Args:
        texts: The words of each text, in any form that queries have them in, too.
    """

    def __init__(self, texts: Sequence[Iterable[int]]) -> None:
        counts = [Counter(text) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        self._norms = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
        self._count = len(texts)
        places: dict[int, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for term, frequency in count.items():
                places.setdefault(term, []).append((row, frequency))
        self._postings = {term: np.array(found) for term, found in places.items()}

    def scores(self, query: Iterable[int]) -> Scores:
        """The score of every text; 0 where it has none of the words."""
        total = np.zeros(self._count)
        for term in query:
            if term in self._postings:
                rows, frequencies = self._postings[term].T
                idf = np.log1p((self._count - len(rows) + 0.5) / (len(rows) + 0.5))
                total[rows] += idf * frequencies * (K1 + 1) / (frequencies + self._norms[rows])
        return total
