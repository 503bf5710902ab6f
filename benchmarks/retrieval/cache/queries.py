"""The vectors of queries: `<cache>/queries/<key>.parquet`, with all texts that were ever asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.retrieval.cache.keys import queries_key
from vindex_search.models.encoders import TextQueries

Vector = npt.NDArray[np.float32]


class KeptQueries:
    """Encodes each query once; `save` keeps the vectors for other runs.

    Args:
        encoder: Of the text model of the benchmarks.
        cache: The folder of what is kept.
    """

    def __init__(self, encoder: TextQueries, cache: Path) -> None:
        self._encoder = encoder
        self._file = cache / "queries" / f"{queries_key()}.parquet"
        self._vectors = _read(self._file)
        self._read = len(self._vectors)

    def encode_query(self, text: str) -> Vector:
        """Unit vector of shape (dim,)."""
        if text not in self._vectors:
            self._vectors[text] = self._encoder.encode_query(text)
        return self._vectors[text]

    @property
    def held(self) -> frozenset[str]:
        """The texts whose vectors are known."""
        return frozenset(self._vectors)

    def save(self) -> None:
        """Write the vectors where there are new ones, with those that other runs have written since."""
        if len(self._vectors) == self._read:
            return
        self._vectors = _read(self._file) | self._vectors
        self._file.parent.mkdir(parents=True, exist_ok=True)
        vectors = [vector.tolist() for vector in self._vectors.values()]
        with tempfile.NamedTemporaryFile(dir=self._file.parent, delete=False) as part:
            pl.DataFrame({"text": list(self._vectors), "vector": vectors}).write_parquet(part)
        Path(part.name).rename(self._file)


def _read(file: Path) -> dict[str, Vector]:
    if not file.is_file():
        return {}
    rows = pl.read_parquet(file).iter_rows()
    return {text: np.array(vector, dtype=np.float32) for text, vector in rows}
