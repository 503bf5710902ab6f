"""The rows of the catalogue: a model and a set of models, frozen and validated; nothing is loaded here."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["text", "vision", "speech", "align", "speakers", "sparse"]
Source = Literal["hub", "package", "code"]

HUB_ID_PATTERN: Final = re.compile(r"[\w.-]+/[\w.-]+")
COMMIT_PATTERN: Final = re.compile(r"[0-9a-f]{40}")
FINGERPRINT_LENGTH: Final = 12
FINGERPRINT_FIELDS: Final = (  # what decides the vectors of a model; their order is part of the fingerprint
    "id",
    "revision",
    "dim",
    "query_prompt",
    "passage_prompt",
    "query_tokens",
    "preprocessing",
    "average_length",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model of the catalogue.

    Attributes:
        id: `<organisation>/<name>`.
        revision: Full commit id on the hub, version of the package, or what else names the exact model.
        kind: What it does; `align` are forced aligners, `speakers` speaker diarisation, `sparse` term weights.
        source: Where the weights come from: the Hugging Face hub, a Python package, or `code`: there are none.
        licence: SPDX id of the weights.
        dim: Number of components of its vectors; 0 for kinds without vectors.
        query_prompt: Prefix of each query.
        passage_prompt: Prefix of each passage.
        query_tokens: Length that queries to a vision model are padded and truncated to.
        preprocessing: Version of the code that prepares its input; to be raised with each change of that code.
        average_length: BM25's average document length, in tokens.
        weights: The largest file; it is fetched last.
        files: Other files that loading needs.
        gated: Whether the hub serves it only to accounts that accepted its terms.

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
        """Validate the row."""
        self._check_origin()
        self._check_fields_of_kind()

    def _check_origin(self) -> None:
        if not HUB_ID_PATTERN.fullmatch(self.id):
            raise ValueError(f"model id {self.id!r} does not read <organisation>/<name>")
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.id}: kind {self.kind!r} is none of {', '.join(get_args(Kind))}")
        if self.source not in get_args(Source):
            raise ValueError(f"{self.id}: source {self.source!r} is none of {', '.join(get_args(Source))}")
        if self.source == "hub" and not COMMIT_PATTERN.fullmatch(self.revision):
            raise ValueError(f"{self.id}: revision {self.revision!r} is no full commit id of 40 hex digits")

    def _check_fields_of_kind(self) -> None:
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
        """12 hex digits over FINGERPRINT_FIELDS: it changes with the model's vectors, not with its licence or files."""
        return _digest([getattr(self, name) for name in FINGERPRINT_FIELDS])


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSet:
    """Models that are used together; each set has a collection of its own.

    Attributes:
        name: What VINDEX_MODELS calls it.
        recogniser: The speech recogniser.
        text: Embeds passages, texts on the screen and queries.
        vision: Embeds frames and queries; None: frames are not searched by what they show.
        sparse: Weighs the terms of the `words` channel.
        speech: Models of the recogniser, from the smallest (for a CPU) to the largest, and its forced aligners.
        why_no_vision: Sentence for people; given exactly where `vision` is None.
        stand_in: The speech model of PocketSphinx, which hears where no weights of `speech` are on the machine.
        why_stand_in: Sentence for people; given exactly where the stand-in hears (`with_stand_in`).
        speakers: Speaker diarisation, where it is asked for.

    Raises:
        ValueError: a model is of the wrong kind for its field, or `why_no_vision` does not fit `vision`.
    """

    name: str
    recogniser: Literal["pocketsphinx", "whisperx"]
    text: Model
    vision: Model | None
    sparse: Model
    speech: tuple[Model, ...]
    why_no_vision: str = ""
    stand_in: Model | None = None
    why_stand_in: str = ""
    speakers: Model | None = None

    def __post_init__(self) -> None:
        """Validate the set."""
        self._check_kind(self.text, "text")
        self._check_kind(self.vision, "vision")
        self._check_kind(self.sparse, "sparse")
        self._check_kind(self.speakers, "speakers")
        self._check_kind(self.stand_in, "speech")
        for model in self.speech:
            self._check_kind(model, "speech", "align")
        if (self.vision is None) != bool(self.why_no_vision):
            raise ValueError(f"model set {self.name!r}: why_no_vision is said exactly where there is no vision model")

    def _check_kind(self, model: Model | None, *allowed: Kind) -> None:
        if model and model.kind not in allowed:
            raise ValueError(
                f"model set {self.name!r}: {model.id} is of kind {model.kind!r}, not {' or '.join(map(repr, allowed))}"
            )

    @property
    def models(self) -> tuple[Model, ...]:
        """All models of the set."""
        fields = (self.text, self.vision, self.sparse, *self.speech, self.speakers)
        return tuple(model for model in fields if model)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for people: what the set cannot do, and what stands in for what is missing."""
        return tuple(sentence for sentence in (self.why_stand_in, self.why_no_vision) if sentence)

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the models whose vectors are in the index; it names the collection."""
        return _digest([model.fingerprint for model in (self.text, self.vision, self.sparse) if model])

    @property
    def speech_fingerprint(self) -> str:
        """Fingerprint of the recogniser, its models and the diarisation model."""
        models = (*self.speech, *([self.speakers] if self.speakers else []))
        return _digest([self.recogniser, *(model.fingerprint for model in models)])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]
