"""Sentence embeddings: passages and queries of one model into one space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from vindex_search.models.batching import retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, DType, ModelKey, device, parameter_bytes
from vindex_search.models.catalogue import Model
from vindex_search.models.weights import locate

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH: Final = 32
# On a GPU too: these models are small, a query may be encoded on another machine than its passages, and bf16 moved
# MiniLM's scores by up to 0.005 where neighbours in a top ten lie 0.009 apart.
DTYPE: Final[DType] = "float32"


class TextEncoder:
    """Encodes texts with a model whose weights are on this machine; its prompts are put before each text here.

    Raises:
        MissingWeights: the weights are not on this machine.
        ValueError: what lies there gives vectors of another length than the catalogue says.
    """

    def __init__(self, model: Model, *, models_dir: Path | None) -> None:
        self._model = model
        self._folder = locate(model, models_dir=models_dir)
        self._loaded()  # a model that cannot be loaded is known before any work

    def encode_passages(
        self, texts: Sequence[str], *, batch_size: int = BATCH, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per text.

        Args:
            texts: What is said or written.
            batch_size: Texts that the model sees at once.
            progress: Called with the share done, after each batch.
        """
        made: list[npt.NDArray[np.float32]] = [np.zeros((0, self._model.dim), np.float32)]
        for start in range(0, len(texts), batch_size):
            batch = texts[start : start + batch_size]
            made.append(self._encode([self._model.passage_prompt + text for text in batch]))
            if progress:
                progress((start + len(batch)) / len(texts))
        return np.concatenate(made)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
        vector: npt.NDArray[np.float32] = self._encode([self._model.query_prompt + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Vectors of texts, all at once or, where memory runs out, in smaller parts."""

        def run(size: int) -> npt.NDArray[np.float32]:
            # The empty prompt keeps one that the model's own folder may name from being put before ours.
            vectors = self._loaded().encode(
                texts, prompt="", batch_size=size, normalize_embeddings=True, show_progress_bar=False
            )
            return np.asarray(vectors, dtype=np.float32)

        return retry_with_smaller_batches(run, batch=len(texts))

    def _loaded(self) -> SentenceTransformer:
        key = ModelKey(self._model.id, self._model.revision, device(), DTYPE)
        found: SentenceTransformer = MODEL_CACHE.get(
            key, lambda: _load(self._folder, self._model), size=parameter_bytes
        )
        return found


def _load(folder: Path, model: Model) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    options = {"dtype": getattr(torch, DTYPE)}
    made: SentenceTransformer = SentenceTransformer(
        str(folder), device=device(), local_files_only=True, model_kwargs=options
    )
    found = made.get_embedding_dimension()
    if found != model.dim:
        raise ValueError(f"{folder} gives vectors of {found} components; {model.id} has {model.dim}")
    return made
