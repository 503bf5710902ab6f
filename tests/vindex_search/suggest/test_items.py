"""Entries of several workspaces as items."""

from __future__ import annotations

from vindex_search.suggest.entries import SuggestionEntry
from vindex_search.suggest.items import SuggestionItems

ENTRIES = [
    SuggestionEntry("title", "Tide", "tide", "team", videos=2),
    SuggestionEntry("title", "TIDE", "tide", "tea", videos=1),
    SuggestionEntry("phrase", "the tide", "the tide", "team", said=2, passages=2),
    SuggestionEntry("phrase", "the tide", "the tide", "tea", said=1, passages=1),
    SuggestionEntry("phrase", "ebb tide", "ebb tide", "tea", said=9, passages=1),
]


def counted(*workspaces: str) -> dict[str, int]:
    items = SuggestionItems(ENTRIES)
    return dict(zip(items.keys, items.counts(workspaces).videos.tolist(), strict=True))


def test_items_are_counted_over_the_workspaces_of_a_scope() -> None:
    assert counted("team") == {"tide": 2, "ebb tide": 0, "the tide": 0}
    assert counted("tea") == {"tide": 1, "ebb tide": 0, "the tide": 0}
    assert counted("te") == {"tide": 0, "ebb tide": 0, "the tide": 0}
    assert counted() == counted("tea", "team") == {"tide": 3, "ebb tide": 0, "the tide": 2}


def test_the_entries_of_an_item_are_those_of_the_scope() -> None:
    items = SuggestionItems(ENTRIES)
    assert items.entries(items.keys.index("tide"), ("tea",)) == [ENTRIES[1]]


def test_no_entries_are_no_items() -> None:
    assert (len(SuggestionItems([])), SuggestionItems([]).counts(()).videos.tolist()) == (0, [])
