"""Sentence embeddings: passages and queries of one model into one space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from vindex_search.models.cache import Key, device, half_precision, models, parameter_bytes
from vindex_search.models.catalogue import Model
from vindex_search.models.weights import locate

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH: Final = 32


class TextEncoder:
    """Encodes texts with a model whose weights are on this machine; its prompts are put before each text here.

    Raises:
        MissingWeights: the weights are not on this machine.
    """

    def __init__(self, model: Model, *, models_dir: Path | None) -> None:
        self._model = model
        folder = locate(model, models_dir=models_dir)
        key = Key(model.id, model.revision, device(), half_precision())
        self._encoder = models.get(key, lambda: _load(folder), size=parameter_bytes)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per text.

        Args:
            texts: What is said or written.
            progress: Called with the share done, after each batch.
        """
        made: list[npt.NDArray[np.float32]] = [np.zeros((0, self._model.dim), np.float32)]
        for start in range(0, len(texts), BATCH):
            batch = [self._model.passage_prompt + text for text in texts[start : start + BATCH]]
            made.append(self._encode(batch))
            if progress:
                progress(min(1.0, (start + BATCH) / len(texts)))
        return np.concatenate(made)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
        vector: npt.NDArray[np.float32] = self._encode([self._model.query_prompt + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        vectors = self._encoder.encode(
            texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(folder: Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    options = {"dtype": getattr(torch, half_precision())}
    made: SentenceTransformer = SentenceTransformer(
        str(folder), device=device(), local_files_only=True, model_kwargs=options
    )
    return made
