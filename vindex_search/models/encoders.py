"""The query side of a model set: the encoders that turn a query into vectors, and their interfaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from vindex_search.models.model import ModelSet
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import Settings


class Match(NamedTuple):
    """A word of a text that matches a query: characters [start, end) of the text, and a token of each word matched."""

    start: int
    end: int
    tokens: frozenset[int]


Matches = Callable[[str], list[Match]]  # the matches of one query in a text


class TextQueries(Protocol):
    """Encodes queries into the vector space of the passages."""

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
        ...


@runtime_checkable
class PassageEncoder(TextQueries, Protocol):
    """Encodes queries and passages into one vector space."""

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim)."""
        ...


class ImageQueries(TextQueries, Protocol):
    """Encodes queries and images into the vector space of the frames."""

    def encode_images(self, jpegs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim).

        Raises:
            ValueError: an image cannot be decoded.
        """
        ...


class SparseQueries(Protocol):
    """Encodes queries into term weights, and finds the terms of a query in a text."""

    def encode_query(self, text: str, languages: Iterable[str]) -> tuple[list[int], list[float]]:
        """Token ids and their weights, by the rules of each language."""
        ...

    def highlights(self, query: str, text: str, languages: Iterable[str]) -> list[tuple[int, int]]:
        """Ranges [start, end) of characters of `text` that match the query; adjacent words are one range."""
        ...

    def matches(self, query: str, text: str, languages: Iterable[str]) -> list[Match]:
        """The words of `text` that match the query, in order."""
        ...

    def has_every_word(self, query: str, text: str, languages: Iterable[str]) -> bool:
        """Whether `text` has every word of the query but the stop words."""
        ...

    def is_of_stop_words(self, query: str, languages: Iterable[str]) -> bool:
        """Whether the query has several words, and all are stop words of one language."""
        ...

    def stop_word_share(self, query: str, languages: Iterable[str]) -> float:
        """The share of the query's words that are stop words, 0 to 1; the highest of the languages."""
        ...


@dataclass(frozen=True, slots=True)
class Encoders:
    """The query encoders of one model set; `vision` is None where the set has no vision model."""

    text: TextQueries
    sparse: SparseQueries
    vision: ImageQueries | None


def open_encoders(settings: Settings, models: ModelSet) -> Encoders:
    """Load the query encoders of a model set.

    Raises:
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_search.models.sparse import SparseEncoder
    from vindex_search.models.text import TextEncoder
    from vindex_search.models.vision import VisionEncoder

    weights = WeightsLocator(settings.models_dir)
    return Encoders(
        text=TextEncoder(models.text, weights),
        sparse=SparseEncoder(models.sparse),
        vision=VisionEncoder(models.vision, weights) if models.vision else None,
    )
