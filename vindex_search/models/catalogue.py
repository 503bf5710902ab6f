"""The model sets, as frozen rows that check themselves. Pure: nothing is loaded here.

Revisions are full commit ids, so that the same row means the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["text", "vision", "speech", "align", "sparse"]
Source = Literal["hub", "package", "code"]

COMMIT: Final = re.compile(r"[0-9a-f]{40}")
FINGERPRINT_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Model:
    """One model.

    `dim` is the number of components of its vectors, 0 where it makes none. The prompts are put before each text by
    the one function that encodes it. `preprocessing` is raised by whoever changes how input reaches the model.
    `source` says where weights come from: the Hugging Face hub, a Python package, or none are needed.

    Raises:
        ValueError: a field has a value that is not allowed; the message names both.
    """

    id: str
    revision: str
    kind: Kind
    source: Source
    licence: str
    dim: int = 0
    query_prompt: str = ""
    passage_prompt: str = ""
    preprocessing: int = 1
    average_length: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a row that could not be loaded or told apart."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.id}: kind {self.kind!r} is none of {', '.join(get_args(Kind))}")
        if self.source not in get_args(Source):
            raise ValueError(f"{self.id}: source {self.source!r} is none of {', '.join(get_args(Source))}")
        if self.source == "hub" and not COMMIT.fullmatch(self.revision):
            raise ValueError(f"{self.id}: revision {self.revision!r} is no full commit id of 40 hex digits")
        if (self.dim > 0) != (self.kind in {"text", "vision"}):
            raise ValueError(f"{self.id}: dim {self.dim} does not fit kind {self.kind!r}; text and vision have one")
        if (self.average_length > 0) != (self.kind == "sparse"):
            raise ValueError(f"{self.id}: average_length {self.average_length} does not fit kind {self.kind!r}")

    @property
    def fingerprint(self) -> str:
        """12 hex digits that change with whatever changes what the model gives; the licence does not."""
        names = ("id", "revision", "dim", "query_prompt", "passage_prompt", "preprocessing", "average_length")
        return _digest([getattr(self, name) for name in names])


@dataclass(frozen=True, slots=True)
class ModelSet:
    """Models that belong together; sets are never mixed, each has its own collection.

    `speech` are the models of the recogniser, the one for the CPU first; `why_no_vision` is the sentence for people
    where `vision` is None.
    """

    name: str
    recogniser: Literal["pocketsphinx", "whisperx"]
    text: Model
    vision: Model | None
    sparse: Model
    speech: tuple[Model, ...]
    why_no_vision: str = ""

    def __post_init__(self) -> None:
        """Refuse a set that lacks pictures without saying why."""
        if (self.vision is None) != bool(self.why_no_vision):
            raise ValueError(f"model set {self.name!r}: why_no_vision is said exactly where there is no vision model")

    @property
    def models(self) -> tuple[Model, ...]:
        """All models of the set."""
        return (self.text, *([self.vision] if self.vision else []), self.sparse, *self.speech)

    @property
    def fingerprint(self) -> str:
        """Names the collection: it changes with every model whose vectors are in it."""
        return _digest([model.fingerprint for model in (self.text, self.vision, self.sparse) if model])

    @property
    def speech_fingerprint(self) -> str:
        """Changes with the recogniser and its models."""
        return _digest([self.recogniser, *(model.fingerprint for model in self.speech)])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


# Mean number of tokens that are no stop words in 2,801 windows of 30 s over the 78 lectures of ../shared/retrieval.
PASSAGE_TOKENS: Final = 47.0

BM25: Final = Model("qdrant/bm25", "english", "sparse", "code", "Apache-2.0", average_length=PASSAGE_TOKENS)
MINILM: Final = Model(
    *("sentence-transformers/all-MiniLM-L6-v2", "0.1.0", "text", "package", "Apache-2.0"),
    dim=384,
)
E5: Final = Model(
    *("intfloat/multilingual-e5-small", "fd1525a9fd15316a2d503bf26ab031a61d056e98", "text", "hub", "MIT"),
    dim=384,
    query_prompt="query: ",
    passage_prompt="passage: ",
)
SIGLIP2: Final = Model(
    *("google/siglip2-base-patch16-224", "75de2d55ec2d0b4efc50b3e9ad70dba96a7b2fa2", "vision", "hub", "Apache-2.0"),
    dim=768,
)
SPHINX: Final = Model("cmusphinx/en-us", "5", "speech", "package", "BSD-2-Clause")
WHISPER_SMALL: Final = Model(
    *("Systran/faster-whisper-small", "536b0662742c02347bc0e980a01041f333bce120", "speech", "hub", "MIT"),
)
WHISPER_TURBO: Final = Model(
    "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    *("0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf", "speech", "hub", "MIT"),
)
WAV2VEC2_EN: Final = Model(
    *("facebook/wav2vec2-base-960h", "22aad52d435eb6dbaf354bdad9b0da84ce7d6156", "align", "hub", "Apache-2.0"),
)

SETS: Final[Mapping[str, ModelSet]] = {
    "offline": ModelSet(
        *("offline", "pocketsphinx", MINILM, None, BM25, (SPHINX,)),
        why_no_vision="The offline model set has no model that joins pictures and words (no package brings one): "
        "frames are found by the text on them. VINDEX_MODELS=standard searches pictures too.",
    ),
    "standard": ModelSet("standard", "whisperx", E5, SIGLIP2, BM25, (WHISPER_SMALL, WHISPER_TURBO, WAV2VEC2_EN)),
}


def model_set(name: str) -> ModelSet:
    """The set of a name.

    Raises:
        ValueError: there is no such set; the message lists those there are.
    """
    if name not in SETS:
        raise ValueError(f"model set {name!r} is unknown; there are {', '.join(SETS)}")
    return SETS[name]
