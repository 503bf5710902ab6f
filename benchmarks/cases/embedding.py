"""Case `embedding`: passages to vectors, against the bare model in torch on tensors that are prepared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.retrieval.lectures import MODELS, read_lectures
from benchmarks.service.library import LECTURES
from vindex_search.models.text import BATCH_SIZE, TextEncoder
from vindex_search.models.weights import WeightsLocator

BARE: Final = "bare model"
PASSAGES, QUICK_PASSAGES = 600, 64  # some fifteen lectures
WARM_UP: Final = 32

Vectors = npt.NDArray[np.float32]


class BareModel(NamedTuple):
    """A sentence-transformers model, and the tensors of batches of passages in the order of the lectures."""

    model: Any
    batches: Sequence[dict[str, Any]]

    def vectors(self) -> Vectors:
        """Unit vectors: the modules of the model, one after another, and nothing else."""
        import torch

        with torch.inference_mode():
            found = [self.model({**batch})["sentence_embedding"] for batch in self.batches]
            return np.asarray(torch.nn.functional.normalize(torch.cat(found), dim=1).numpy())


def prepared(texts: Sequence[str]) -> BareModel:
    """The model in torch, and tensors of the texts."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(WeightsLocator().locate(MODELS.text)), device="cpu", local_files_only=True)
    starts = range(0, len(texts), BATCH_SIZE)
    return BareModel(model.eval(), [model.preprocess(list(texts[start : start + BATCH_SIZE])) for start in starts])


def measure(options: Options) -> Iterator[Sample]:
    """Both in turns, and how far their vectors are from each other."""
    texts = _passages(QUICK_PASSAGES if options.quick else PASSAGES)
    bare, ours = prepared(texts), TextEncoder(MODELS.text, WeightsLocator())
    contestants: dict[str, Callable[[], Vectors]] = {OURS: lambda: ours.encode_passages(texts), BARE: bare.vectors}
    ours.encode_passages(texts[:WARM_UP])
    subject = f"{len(texts)} passages"
    for round_ in range(options.rounds):
        found: dict[str, Vectors] = {}
        for name in contestants if round_ % 2 == 0 else reversed(contestants):
            began = time.perf_counter()
            found[name] = contestants[name]()
            yield _sample(subject, name, round_, "passages", len(texts) / (time.perf_counter() - began), "1/s")
        cosine = float((found[OURS] * found[BARE]).sum(axis=1).min())
        yield _sample(subject, OURS, round_, "least cosine", cosine, "")


def _passages(count: int) -> list[str]:
    found = [passage.own_text for lecture in read_lectures(LECTURES)[0].values() for passage in lecture.passages]
    return found[:count]


def _sample(subject: str, contestant: str, round_: int, metric: str, value: float, unit: str) -> Sample:
    return Sample(subject=subject, contestant=contestant, round=round_, metric=metric, value=value, unit=unit)


CASE: Final = Case(
    name="embedding",
    title="Embedding of passages",
    question=(
        "Passages of lectures to vectors, tokens and all, on ONNX Runtime, against the same weights in torch on "
        "tensors that are tokenised and padded already, both on all cores."
    ),
    measure=measure,
    goals=(
        Goal(metric="passages", at_least=0.9, against=BARE),
        Goal(metric="least cosine", at_least=0.995),
    ),
)
