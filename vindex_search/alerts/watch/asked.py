"""Saved searches, encoded: those of the same workspaces are compared with a video together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.contract.ids import Channel
from vindex_search.query.engine import SearchEngine
from vindex_search.ranking.calibration.compare import AskedQueries, ask_all
from vindex_search.ranking.calibration.distribution import NullDistribution, Signal, Signals

if TYPE_CHECKING:
    import polars as pl

POINT_COLUMNS: Final = ("generation", "text_vector", "visual_vector", "words_indices", "words_values")
CHANNELS_OF_SIGNAL: Final[dict[Signal, tuple[Channel, ...]]] = {
    "likeness": ("speech", "screen"),
    "words": ("words",),
    "share": ("words",),
    "visual": ("visual",),
}


@dataclass(frozen=True, slots=True)
class AskedSearches:
    """Saved searches of the same workspaces.

    Attributes:
        searches: Which.
        library: The null distribution of their workspaces; None: they were not calibrated yet.
        queries: The searches, encoded; None without a distribution, which says how rare words are.
    """

    searches: tuple[SavedSearch, ...]
    library: NullDistribution | None
    queries: AskedQueries | None

    def best(self, table: pl.DataFrame) -> dict[str, Signals]:
        """By the id of each search the best value of each of its signals in a video (POINT_COLUMNS)."""
        if self.queries is None:
            return {}
        found = zip(self.searches, self.queries.best(table), strict=True)
        return {search.id: on_channels(search, signals) for search, signals in found}


def on_channels(search: SavedSearch, signals: Signals) -> Signals:
    """The signals of the channels that a search searches."""
    return {name: one for name, one in signals.items() if set(CHANNELS_OF_SIGNAL[name]) & set(search.channels)}


def ask_searches(engine: SearchEngine, searches: Sequence[SavedSearch]) -> list[AskedSearches]:
    """Encode searches, those of the same workspaces together.

    Raises:
        RuntimeError: the engine is not loaded.
    """
    groups: dict[tuple[str, ...], list[SavedSearch]] = {}
    for search in searches:
        groups.setdefault(search.workspaces, []).append(search)
    return [_ask(engine, workspaces, group) for workspaces, group in groups.items()]


def _ask(engine: SearchEngine, workspaces: tuple[str, ...], searches: Sequence[SavedSearch]) -> AskedSearches:
    library = engine.calibration(workspaces)
    if library is None:
        return AskedSearches(tuple(searches), None, None)
    retriever = engine.retriever(workspaces)
    texts = [search.request.query.text for search in searches]
    queries = ask_all(retriever.encoders, texts, retriever.languages, library)
    return AskedSearches(tuple(searches), library, queries)
