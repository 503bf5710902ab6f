"""The model sets, as frozen rows that check themselves. Pure: nothing is loaded here.

Revisions of the hub are full commit ids, so that the same row means the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

Kind = Literal["text", "vision", "speech", "align", "speakers", "sparse"]
Source = Literal["hub", "package", "code"]

HUB_ID: Final = re.compile(r"[\w.-]+/[\w.-]+")
COMMIT: Final = re.compile(r"[0-9a-f]{40}")
FINGERPRINT_LENGTH: Final = 12
VECTOR_FIELDS: Final = (
    *("id", "revision", "dim", "query_prompt", "passage_prompt", "query_tokens", "preprocessing", "average_length"),
)  # what decides the vectors that a model gives


@dataclass(frozen=True, slots=True)
class Model:
    """One model.

    `dim` is the number of components of its vectors, 0 where it makes none. The prompts are put before each text by
    the one function that encodes it. `query_tokens` is the length that a vision model's queries are padded and cut
    to. `preprocessing` is raised by whoever changes how input reaches the model. `average_length` is BM25's, in tokens.
    `source` says where weights come from: the Hugging Face hub, a Python package, or none are needed; `weights` names
    the largest file, without which the rest is of no use, and `files` the others that loading cannot do without.
    `gated`: the hub gives it only to those who accepted its terms.

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
    query_tokens: int = 0
    preprocessing: int = 1
    average_length: float = 0.0
    weights: str = "model.safetensors"
    files: tuple[str, ...] = ("config.json",)
    gated: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that could not be loaded or told apart."""
        self._check_origin()
        self._check_fit()

    def _check_origin(self) -> None:
        if not HUB_ID.fullmatch(self.id):
            raise ValueError(f"model id {self.id!r} does not read <organisation>/<name>")
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.id}: kind {self.kind!r} is none of {', '.join(get_args(Kind))}")
        if self.source not in get_args(Source):
            raise ValueError(f"{self.id}: source {self.source!r} is none of {', '.join(get_args(Source))}")
        if self.source == "hub" and not COMMIT.fullmatch(self.revision):
            raise ValueError(f"{self.id}: revision {self.revision!r} is no full commit id of 40 hex digits")

    def _check_fit(self) -> None:
        if self.preprocessing < 1:
            raise ValueError(f"{self.id}: preprocessing {self.preprocessing} is not a count from 1")
        if self.dim < 0 or (self.dim > 0) != (self.kind in {"text", "vision"}):
            raise ValueError(f"{self.id}: dim {self.dim} does not fit kind {self.kind!r}; text and vision have one")
        if (self.query_prompt or self.passage_prompt) and self.kind != "text":
            raise ValueError(f"{self.id}: prompts do not fit kind {self.kind!r}; text has them")
        if self.query_tokens < 0 or (self.query_tokens > 0) != (self.kind == "vision"):
            raise ValueError(f"{self.id}: query_tokens {self.query_tokens} does not fit kind {self.kind!r}")
        if self.average_length < 0 or (self.average_length > 0) != (self.kind == "sparse"):
            raise ValueError(f"{self.id}: average_length {self.average_length} does not fit kind {self.kind!r}")

    @property
    def fingerprint(self) -> str:
        """12 hex digits that change with whatever changes what the model gives; the licence does not."""
        return _digest([getattr(self, name) for name in VECTOR_FIELDS])


@dataclass(frozen=True, slots=True)
class ModelSet:
    """Models that belong together; sets are never mixed, each has its own collection.

    `speech` are the models of the recogniser, the one for the CPU first; `speakers` tells voices apart where that is
    asked for; `why_no_vision` is the sentence for people where `vision` is None.
    """

    name: str
    recogniser: Literal["pocketsphinx", "whisperx"]
    text: Model
    vision: Model | None
    sparse: Model
    speech: tuple[Model, ...]
    why_no_vision: str = ""
    speakers: Model | None = None

    def __post_init__(self) -> None:
        """Refuse a set with a model in the wrong place, or one that lacks pictures without saying why."""
        placed: list[tuple[Model | None, set[str]]] = [(self.text, {"text"}), (self.vision, {"vision"})]
        placed += [(self.sparse, {"sparse"}), (self.speakers, {"speakers"})]
        placed += [(model, {"speech", "align"}) for model in self.speech]
        for model, kinds in placed:
            if model and model.kind not in kinds:
                raise ValueError(f"model set {self.name!r}: {model.id} is of kind {model.kind!r}, not {min(kinds)!r}")
        if (self.vision is None) != bool(self.why_no_vision):
            raise ValueError(f"model set {self.name!r}: why_no_vision is said exactly where there is no vision model")

    @property
    def models(self) -> tuple[Model, ...]:
        """All models of the set."""
        return tuple(one for one in (self.text, self.vision, self.sparse, *self.speech, self.speakers) if one)

    @property
    def fingerprint(self) -> str:
        """Names the collection: it changes with every model whose vectors are in it."""
        return _digest([model.fingerprint for model in (self.text, self.vision, self.sparse) if model])

    @property
    def speech_fingerprint(self) -> str:
        """Changes with the recogniser, its models, and the one that tells voices apart."""
        models = (*self.speech, *([self.speakers] if self.speakers else []))
        return _digest([self.recogniser, *(model.fingerprint for model in models)])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


# Mean number of tokens that are no stop words: 46.9 in 2,801 windows of whole captions and at least 30 s, cut from the
# 78 lectures of ../shared/retrieval/captions.jsonl.gz. BM25's own default of 256 is for documents of a page.
PASSAGE_TOKENS: Final = 47.0

BM25: Final = Model(
    *("qdrant/bm25", "en", "sparse", "code", "Apache-2.0"),
    average_length=PASSAGE_TOKENS,
    preprocessing=2,  # each text by the rules of its language
)
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
    query_tokens=64,  # what it was trained with
)
# In no set: the other row that the vision encoder is tested with. Its licence is that of the code; the weights' card
# states none.
CLIP: Final = Model(
    *("openai/clip-vit-base-patch32", "3d74acf9a28c67741b2f4f2ea7635f0aaf6f0268", "vision", "hub", "MIT"),
    dim=512,
    query_tokens=77,
    weights="pytorch_model.bin",
)
SPHINX: Final = Model("cmusphinx/en-us", "5", "speech", "package", "BSD-2-Clause")
# Without its tokenizer beside it, faster-whisper would ask the network for one.
WHISPER_FILES: Final = ("config.json", "tokenizer.json")
WHISPER_SMALL: Final = Model(
    *("Systran/faster-whisper-small", "536b0662742c02347bc0e980a01041f333bce120", "speech", "hub", "MIT"),
    weights="model.bin",
    files=WHISPER_FILES,
)
WHISPER_TURBO: Final = Model(
    "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    *("0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf", "speech", "hub", "MIT"),
    weights="model.bin",
    files=(*WHISPER_FILES, "preprocessor_config.json"),  # it hears in 128 bands; without the file 80 are taken
)
WAV2VEC2_EN: Final = Model(
    *("facebook/wav2vec2-base-960h", "22aad52d435eb6dbaf354bdad9b0da84ce7d6156", "align", "hub", "Apache-2.0"),
    files=("config.json", "preprocessor_config.json", "vocab.json"),
)
PYANNOTE: Final = Model(
    "pyannote/speaker-diarization-community-1",
    *("3533c8cf8e369892e6b79ff1bf80f7b0286a54ee", "speakers", "hub", "CC-BY-4.0"),
    weights="embedding/pytorch_model.bin",
    files=("config.yaml", "segmentation/pytorch_model.bin", "plda/plda.npz", "plda/xvec_transform.npz"),
    gated=True,
)

SETS: Final[Mapping[str, ModelSet]] = {
    "offline": ModelSet(
        *("offline", "pocketsphinx", MINILM, None, BM25, (SPHINX,)),
        why_no_vision="The offline model set has no model that joins pictures and words (no package brings one): "
        "frames are found by the text on them. VINDEX_MODELS=standard searches pictures too.",
    ),
    "standard": ModelSet("standard", "whisperx", E5, SIGLIP2, BM25, (WHISPER_SMALL, WHISPER_TURBO, WAV2VEC2_EN)),
}


def model_set(name: str, *, speakers: bool = False) -> ModelSet:
    """The set of a name, with a model that tells voices apart where that is asked for.

    Raises:
        ValueError: there is no such set; the message lists those there are.
    """
    if name not in SETS:
        raise ValueError(f"model set {name!r} is unknown; there are {', '.join(SETS)}")
    return replace(SETS[name], speakers=PYANNOTE) if speakers else SETS[name]
