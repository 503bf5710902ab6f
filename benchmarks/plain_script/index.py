"""The index: a Qdrant Edge shard with vectors of sentence-transformers on vindex's encoder, and of BM25."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import qdrant_edge as edge
from sentence_transformers import SentenceTransformer

from vindex_search.models.catalogue import MINILM
from vindex_search.models.weights import WeightsLocator

DIM: Final = 384
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "plain-script")


class Entry(NamedTuple):
    """What is found: a text with its channel and its seconds."""

    channel: str
    start_s: float
    end_s: float
    text: str


class VideoIndex:
    """A shard in a folder, and the encoder."""

    def __init__(self, folder: Path) -> None:
        (folder / "shard").mkdir(parents=True, exist_ok=True)
        self._encoder = SentenceTransformer(str(WeightsLocator().locate(MINILM)), device="cpu")
        self._words = edge.Bm25(edge.Bm25Config(language="english"))
        self._shard = edge.EdgeShard.create(
            str(folder / "shard"),
            edge.EdgeConfig(
                vectors={"text": edge.EdgeVectorParams(size=DIM, distance=edge.Distance.Cosine)},
                sparse_vectors={"words": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
            ),
        )

    def add(self, video: str, entries: Sequence[Entry]) -> None:
        """Add the entries of a video; durable when this returns."""
        if entries:
            self._shard.update(edge.UpdateOperation.upsert_points(list(self._points(video, entries))))
        self._shard.flush()

    def close(self) -> None:
        """Close the shard."""
        self._shard.close()

    def _points(self, video: str, entries: Sequence[Entry]) -> Iterator[Any]:
        vectors = self._encoder.encode([entry.text for entry in entries], normalize_embeddings=True)
        for number, (entry, vector) in enumerate(zip(entries, vectors, strict=True)):
            words = self._words.embed_document(entry.text)
            identity = str(uuid.uuid5(NAMESPACE, f"{video}/{number}"))
            payload = {"video": video, **entry._asdict()}
            yield edge.Point(identity, {"text": vector.tolist(), "words": words}, payload)
