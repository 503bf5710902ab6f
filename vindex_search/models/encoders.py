"""TODO."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vindex_search.models.catalogue import ModelSet
from vindex_search.settings import Settings


class TextQueries(Protocol):
    """Turns a query into the space of its passages."""

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
        ...


class PictureQueries(TextQueries, Protocol):
    """Turns a query, or a picture, into the space of the frames."""

    def encode_images(self, jpegs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim); ValueError where a picture cannot be decoded."""
        ...


class SparseQueries(Protocol):
    """Turns a query into token ids with weights, and finds its words again in a text."""

    def encode_query(self, text: str, languages: Iterable[str]) -> tuple[list[int], list[float]]:
        """Token ids and weights, by the rules of each language."""
        ...

    def highlights(self, query: str, text: str, languages: Iterable[str]) -> list[tuple[int, int]]:
        """Character ranges of the words of `text` that the query asks for."""
        ...

    def matches(self, query: str, text: str, languages: Iterable[str]) -> list[Match]:
        """The words of `text` that the query asks for, each with the tokens that they share."""
        ...


@dataclass(frozen=True, slots=True)
class Encoders:
    """The query side of one model set; `vision` is None where the set has no model for pictures."""

    text: TextQueries
    sparse: SparseQueries
    vision: PictureQueries | None


Match = tuple[int, int, frozenset[int]]  # a word of a text that was asked for: [start, end) in characters, its tokens
Matches = Callable[[str], list[Match]]


def open_encoders(settings: Settings, models: ModelSet) -> Encoders:
    """The query side of a model set, loaded.

    Raises:
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_search.models.sparse import SparseEncoder
    from vindex_search.models.text import TextEncoder
    from vindex_search.models.vision import VisionEncoder

    folder = settings.models_dir
    vision = VisionEncoder(models.vision, models_dir=folder) if models.vision else None
    return Encoders(TextEncoder(models.text, models_dir=folder), SparseEncoder(models.sparse), vision)
