"""Sentence embeddings of passages and queries: on ONNX Runtime, and passages through torch where there is a GPU.

What embeds the queries of a service on a CPU imports no torch, which takes seconds to import.
"""

from __future__ import annotations

import os
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

    from vindex_search.models.bert import BertEncoder

BATCH_SIZE: Final = 32
# Single precision on a GPU too: the models are small, queries and passages may be encoded on different machines, and
# bf16 was measured to move MiniLM's scores by up to 0.005 while neighbours in a top ten lie 0.009 apart.
DTYPE: Final[DType] = "float32"
THREADS_VARIABLE: Final = "OMP_NUM_THREADS"  # as torch reads it: the service sets it to 1, for many searches at once

Vectors = npt.NDArray[np.float32]


class TextEncoder:
    """Encodes passages and queries, each with the model's own prompt before it.

    Args:
        model: A text model of the catalogue.
        weights: Where its weights are looked for.

    Raises:
        MissingWeights: the weights are not on this machine.
        ValueError: the weights give vectors of another dimension than the catalogue says, or are no BERT.
    """

    def __init__(self, model: Model, weights: WeightsLocator) -> None:
        self._model = model
        self._folder = weights.locate(model)
        self._load()  # fails before any work where the model cannot be loaded

    def encode_passages(
        self, texts: Sequence[str], *, batch_size: int = BATCH_SIZE, progress: Callable[[float], None] | None = None
    ) -> Vectors:
        """Unit vectors of shape (n, dim), one per text; texts of like length share a batch, as the others are padded.

        Args:
            texts: Passages, without a prompt.
            batch_size: Passages per forward pass.
            progress: Called after each batch with the share of passages encoded, up to 1.
        """
        vectors = np.zeros((len(texts), self._model.dim), np.float32)
        prompted = [self._model.passage_prompt + text for text in texts]
        in_order = sorted(range(len(texts)), key=lambda row: len(prompted[row]))
        for start in range(0, len(texts), batch_size):
            rows = in_order[start : start + batch_size]
            vectors[rows] = self._encode([prompted[row] for row in rows])
            if progress:
                progress((start + len(rows)) / len(texts))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Unit vector of shape (dim,)."""
        encoder = self._load()
        vector: Vectors = encoder.vectors(encoder.tokens([self._model.query_prompt + text]))[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        """Unit vectors of prompted texts, in one batch or, where memory runs out, in smaller ones."""
        if device() == "cuda":
            model = self._load_on_gpu()
            return retry_with_smaller_batches(lambda size: _encode_with(model, texts, size), batch=len(texts))
        encoder = self._load()
        tokens = encoder.tokens(texts)

        def run(size: int) -> Vectors:
            starts = range(0, len(tokens), size)
            return np.concatenate([encoder.vectors(tokens[start : start + size]) for start in starts])

        return retry_with_smaller_batches(run, batch=len(texts))

    def _load(self) -> BertEncoder:
        """The model on ONNX Runtime, from the cache of this process where it is loaded already."""
        key = ModelKey(self._model.id, self._model.revision, "cpu", DTYPE)
        return MODEL_CACHE.get(key, lambda: _load_from(self._folder, self._model), size=lambda loaded: loaded.size)

    def _load_on_gpu(self) -> SentenceTransformer:
        """The model in torch, from the cache of this process where it is loaded already."""
        key = ModelKey(self._model.id, self._model.revision, device(), DTYPE)
        model: SentenceTransformer = MODEL_CACHE.get(key, lambda: _load_in_torch(self._folder), size=parameter_bytes)
        return model


def _load_from(folder: Path, model: Model) -> BertEncoder:
    from vindex_search.models.bert import BertEncoder

    threads = os.environ.get(THREADS_VARIABLE) or len(os.sched_getaffinity(0))
    loaded = BertEncoder(folder, threads=int(threads))
    if loaded.dim != model.dim:
        raise ValueError(f"{folder} gives vectors of {loaded.dim} components; {model.id} has {model.dim}")
    return loaded


def _load_in_torch(folder: Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    model: SentenceTransformer = SentenceTransformer(
        str(folder), device=device(), local_files_only=True, model_kwargs={"dtype": getattr(torch, DTYPE)}
    )
    return model


def _encode_with(model: SentenceTransformer, texts: list[str], batch_size: int) -> Vectors:
    # An empty prompt overrides a default prompt that the model's folder may configure.
    vectors = model.encode(texts, prompt="", batch_size=batch_size, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)
