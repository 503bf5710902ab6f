"""Finds and ranks the suggestions for what was typed. It is made once, and never changed.

All typed words must begin words of a text. Best first: without a typo before one typo in one of the words, titles and
tags before chapters before phrases, then by the number of videos.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.suggest.entries import KINDS, Suggestion, SuggestionEntry
from vindex_search.suggest.fragments import is_fragment, longer_phrases
from vindex_search.suggest.highlights import highlights
from vindex_search.suggest.items import PHRASE, Numbers, SuggestionItems, Workspaces
from vindex_search.suggest.prefix_index import PrefixIndex
from vindex_search.suggest.typo import near_words
from vindex_search.suggest.words import indexed_words, typed_words

MAX_TYPED_WORDS: Final = 16  # whoever types more has written the query already
GROUPS: Final = np.array([{"title": 0, "tag": 0, "chapter": 1, "phrase": 2}[kind] for kind in KINDS])
CHUNK: Final = 64  # of the best matches are put in order at a time: two letters match ten thousands

# Bits of the number by which matches are ordered: group, videos, number of the item.
VIDEO_BITS: Final = 24
ITEM_BITS: Final = 32

Ways = Sequence[str]  # a typed word, folded in one way or more
Mask = npt.NDArray[np.bool_]


class SuggestionIndex:
    """The suggestions of a library.

    Args:
        entries: What can be suggested, of all workspaces.
    """

    def __init__(self, entries: Iterable[SuggestionEntry] = ()) -> None:
        self._items = SuggestionItems(entries)
        self._words = PrefixIndex([indexed_words(key) for key in self._items.keys])
        phrases = np.flatnonzero(self._items.kinds == PHRASE).tolist()
        self._longer = longer_phrases({self._items.keys[item]: item for item in phrases})

    def __len__(self) -> int:
        """Number of texts."""
        return len(self._items)

    def suggest(self, typed: str, workspaces: Workspaces, limit: int) -> list[Suggestion]:
        """The best suggestions.

        Args:
            typed: What was typed so far.
            workspaces: Those that the caller can see; empty: all.
            limit: Maximum number of suggestions.
        """
        words = typed_words(typed)
        if not 0 < len(words) <= MAX_TYPED_WORDS:
            return []
        counts = self._items.counts(workspaces)
        found: dict[str, Suggestion] = {}
        for item in self._matches(words, counts.videos):
            if len(found) >= limit:
                break
            key = self._items.keys[item]
            if key not in found and not is_fragment(counts.said[item], counts.said[self._longer.get(item, [])]):
                found[key] = self._suggestion(item, words, workspaces)
        return list(found.values())

    def _matches(self, words: Sequence[Ways], videos: Numbers) -> Iterator[int]:
        """The items that match, best first; those with a typo are looked for when the others are not enough."""
        exact = [self._words.items(map(self._words.beginning_with, ways)) for ways in words]
        without_typo = np.logical_and.reduce(exact)
        yield from self._in_order(without_typo, videos)
        yield from self._in_order(self._with_a_typo(words, exact) & ~without_typo, videos)

    def _with_a_typo(self, words: Sequence[Ways], exact: Sequence[Mask]) -> Mask:
        """The items that match where one of the words may have a typo."""
        found = np.zeros(self._words.size, dtype=np.bool_)
        matching = np.add.reduce(exact, axis=0, dtype=np.uint8)
        for ways, own in zip(words, exact, strict=True):
            others = matching - own == len(words) - 1
            if others.any():
                found |= others & self._words.items(near for way in ways for near in near_words(self._words, way))
        return found

    def _in_order(self, matching: Mask, videos: Numbers) -> Iterator[int]:
        items = np.flatnonzero(matching & (videos > 0))
        order = (GROUPS[self._items.kinds[items]] << (VIDEO_BITS + ITEM_BITS)) + items
        order += ((1 << VIDEO_BITS) - 1 - videos[items].astype(np.int64)) << ITEM_BITS
        for number in _ascending(order):
            yield number & ((1 << ITEM_BITS) - 1)

    def _suggestion(self, item: int, words: Sequence[Ways], workspaces: Workspaces) -> Suggestion:
        entries = self._items.entries(item, workspaces)
        shown = max(entries, key=lambda one: (one.videos, one.passages, one.text))
        alone = len(entries) == 1
        return Suggestion(
            text=shown.text,
            kind=shown.kind,
            count=sum(one.videos for one in entries),
            highlights=highlights(shown.text, words),
            video_id=shown.video_id if alone else None,
            start_s=shown.start_s if alone else None,
        )


def _ascending(numbers: npt.NDArray[np.int64]) -> Iterator[int]:
    """Numbers in order, a chunk after the other; the first ones cost no sorting of all."""
    chunk = CHUNK
    while len(numbers) > chunk:
        numbers = np.partition(numbers, chunk)
        yield from np.sort(numbers[:chunk]).tolist()
        numbers, chunk = numbers[chunk:], 8 * chunk
    yield from np.sort(numbers).tolist()
