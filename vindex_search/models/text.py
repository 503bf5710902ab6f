"""Sentence embeddings of passages and queries, through sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from vindex_search.models.batching import retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, DType, ModelKey, device, parameter_bytes
from vindex_search.models.model import Model
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_SIZE: Final = 32
# Single precision on a GPU too: the models are small, queries and passages may be encoded on different machines, and
# bf16 was measured to move MiniLM's scores by up to 0.005 while neighbours in a top ten lie 0.009 apart.
DTYPE: Final[DType] = "float32"


class TextEncoder:
    """Encodes passages and queries, each with the model's own prompt before it.

    Args:
        model: A text model of the catalogue.
        weights: Where its weights are looked for.

    Raises:
        MissingWeights: the weights are not on this machine.
        ValueError: the weights give vectors of another dimension than the catalogue says.
    """

    def __init__(self, model: Model, weights: WeightsLocator) -> None:
        self._model = model
        self._folder = weights.locate(model)
        self._load()  # fails before any work where the model cannot be loaded

    def encode_passages(
        self, texts: Sequence[str], *, batch_size: int = BATCH_SIZE, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per text.

        Args:
            texts: Passages, without a prompt.
            batch_size: Passages per forward pass.
            progress: Called after each batch with the share of passages encoded, up to 1.
        """
        vectors: list[npt.NDArray[np.float32]] = [np.zeros((0, self._model.dim), np.float32)]
        for start in range(0, len(texts), batch_size):
            batch = texts[start : start + batch_size]
            vectors.append(self._encode([self._model.passage_prompt + text for text in batch]))
            if progress:
                progress((start + len(batch)) / len(texts))
        return np.concatenate(vectors)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
        vector: npt.NDArray[np.float32] = self._encode([self._model.query_prompt + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of prompted texts, in one batch or, where memory runs out, in smaller ones."""

        def run(size: int) -> npt.NDArray[np.float32]:
            # An empty prompt overrides a default prompt that the model's folder may configure.
            vectors = self._load().encode(
                texts, prompt="", batch_size=size, normalize_embeddings=True, show_progress_bar=False
            )
            return np.asarray(vectors, dtype=np.float32)

        return retry_with_smaller_batches(run, batch=len(texts))

    def _load(self) -> SentenceTransformer:
        """The model, from the cache of this process where it is loaded already."""
        key = ModelKey(self._model.id, self._model.revision, device(), DTYPE)
        model: SentenceTransformer = MODEL_CACHE.get(
            key, lambda: _load_from(self._folder, self._model), size=parameter_bytes
        )
        return model


def _load_from(folder: Path, model: Model) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    loaded: SentenceTransformer = SentenceTransformer(
        str(folder), device=device(), local_files_only=True, model_kwargs={"dtype": getattr(torch, DTYPE)}
    )
    dim = loaded.get_embedding_dimension()
    if dim != model.dim:
        raise ValueError(f"{folder} gives vectors of {dim} components; {model.id} has {model.dim}")
    return loaded
