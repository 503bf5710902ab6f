"""Query -> hits per channel: encode once per model, ask all channels in one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS, Channel
from vindex_search.facts import Match
from vindex_search.fusion import HITS_PER_CHANNEL
from vindex_search.index.base import TEXT_VECTOR, VISUAL_VECTOR, WORDS_VECTOR, Hit, Index, Search, SparseVector
from vindex_search.observer import NOBODY, Observer


class DenseQueries(Protocol):
    """Turns a query into the space of its passages or pictures."""

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,)."""
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
class Scope:
    """What a query may look at; empty means all."""

    workspaces: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = CHANNELS


@dataclass(frozen=True, slots=True)
class Encoders:
    """The query side of one model set; `vision` is None where the set has no model for pictures."""

    text: DenseQueries
    sparse: SparseQueries
    vision: DenseQueries | None


class Retriever:
    """Asks one index with the encoders of the model set that filled it.

    Args:
        index: The index.
        encoders: Of the same set.
        languages: Those of the index, by whose rules a query's words are looked for.
        observer: Is told how long each stage took.
    """

    def __init__(
        self, index: Index, encoders: Encoders, languages: Sequence[str] = (), observer: Observer = NOBODY
    ) -> None:
        self._index = index
        self._languages = languages
        self._observer = observer
        self.encoders = encoders

    def hits(self, query: str, scope: Scope) -> dict[Channel, list[Hit]]:
        """The best hits of each channel in scope, best first; a channel without a model has none."""
        searches = self._searches(query, scope)
        with self._observer.stage("index"):
            answers = self._index.query(searches) if searches else []
        return {search.channel: found for search, found in zip(searches, answers, strict=True)}

    def highlights(self, query: str, text: str) -> list[tuple[int, int]]:
        """Character ranges of the words of `text` that the query asks for."""
        return self.encoders.sparse.highlights(query, text, self._languages)

    def matches(self, query: str, text: str) -> list[Match]:
        """The words of `text` that the query asks for, each with the tokens that they share."""
        return self.encoders.sparse.matches(query, text, self._languages)

    def _searches(self, query: str, scope: Scope) -> list[Search]:
        text = cache(lambda: self.encoders.text.encode_query(query).tolist())
        makers: Mapping[Channel, Callable[[], Search | None]] = {
            "speech": lambda: _search("speech", TEXT_VECTOR, text(), ("speech",), scope),
            "words": lambda: self._words(query, scope),
            "screen": lambda: _search("screen", TEXT_VECTOR, text(), ("screen",), scope),
            "visual": lambda: self._visual(query, scope),
        }
        made: list[Search | None] = []
        for channel in (channel for channel in CHANNELS if channel in scope.channels):
            with self._observer.stage("encode", channel):
                made.append(makers[channel]())
        return [search for search in made if search is not None]

    def _words(self, query: str, scope: Scope) -> Search | None:
        indices, values = self.encoders.sparse.encode_query(query, self._languages)
        vector = SparseVector(indices, values)
        return _search("words", WORDS_VECTOR, vector, ("speech", "screen"), scope) if indices else None

    def _visual(self, query: str, scope: Scope) -> Search | None:
        if self.encoders.vision is None:
            return None
        vector = self.encoders.vision.encode_query(query).tolist()
        return _search("visual", VISUAL_VECTOR, vector, ("visual",), scope)


def _search(
    channel: Channel, using: str, vector: list[float] | SparseVector, kinds: Sequence[str], scope: Scope
) -> Search:
    return Search(channel, using, vector, tuple(kinds), HITS_PER_CHANNEL, scope.workspaces, scope.video_ids)
