"""The entries of a library as items: the same text of one kind in several workspaces is one.

Whatever is counted is counted over the workspaces of a scope: a caller's numbers are made of nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.suggest.entries import KINDS, SuggestionEntry

MIN_SAID: Final = 3  # times that a phrase is said or shown: twice, words stand together by chance
MIN_PASSAGES: Final = 2  # in as many passages or slides: a refrain within half a minute is one place
SCOPES_KEPT: Final = 32  # sets of workspaces whose numbers are kept; each takes 4 bytes an item

PHRASE: Final = KINDS.index("phrase")

Workspaces = tuple[str, ...]  # empty: all of the library
Numbers = npt.NDArray[np.int32]


class ItemCounts(NamedTuple):
    """Per item the videos that have it, and how often it is said in them; 0 for what is not to be suggested."""

    videos: Numbers
    said: Numbers


class SuggestionItems:
    """Items, numbered in the order in which those that match equally well are suggested: short ones first.

    Entries are kept as columns: a million small objects would be walked through by each garbage collection.

    Args:
        entries: Of all workspaces.

    Attributes:
        keys: The folded text of each item.
        kinds: The number of its kind in KINDS.
    """

    def __init__(self, entries: Iterable[SuggestionEntry]) -> None:
        order = sorted(entries, key=lambda one: (len(one.key), one.key, KINDS.index(one.kind), one.workspace))
        starts = list(_starts(order))
        self._starts = np.array([*starts, len(order)], dtype=np.int64)
        self.keys = [order[at].key for at in starts]
        self.kinds = np.array([KINDS.index(order[at].kind) for at in starts], dtype=np.int64)
        self._texts = [one.text for one in order]
        self._video_ids = [one.video_id for one in order]
        self._start_s = [one.start_s for one in order]
        self._workspaces = [sys.intern(one.workspace) for one in order]
        self._numbers = _numbers(order)
        codes = {name: number for number, name in enumerate(sorted(set(self._workspaces)))}
        workspace_of = np.array([codes[name] for name in self._workspaces], dtype=np.int32)
        # A method of this object would keep it alive until a garbage collection.
        count = partial(_count, self._numbers, self._starts[:-1], self.kinds == PHRASE, codes, workspace_of)
        self.counts = lru_cache(SCOPES_KEPT)(count)

    def __len__(self) -> int:
        """Number of items."""
        return len(self.keys)

    def entries(self, item: int, workspaces: Workspaces) -> list[SuggestionEntry]:
        """The entries of an item in a scope."""
        own = range(int(self._starts[item]), int(self._starts[item + 1]))
        seen = [at for at in own if not workspaces or self._workspaces[at] in workspaces]
        return [self._entry(item, at) for at in seen]

    def _entry(self, item: int, at: int) -> SuggestionEntry:
        videos, said, passages = self._numbers[:, at].tolist()
        return SuggestionEntry(
            kind=KINDS[self.kinds[item]],
            text=self._texts[at],
            key=self.keys[item],
            workspace=self._workspaces[at],
            videos=videos,
            video_id=self._video_ids[at],
            start_s=self._start_s[at],
            said=said,
            passages=passages,
        )


def _count(
    numbers: Numbers,
    starts: npt.NDArray[np.int64],
    are_phrases: npt.NDArray[np.bool_],
    codes: Mapping[str, int],
    workspace_of: Numbers,
    workspaces: Workspaces,
) -> ItemCounts:
    """The numbers of a scope: what is not there, or is no frequent phrase there, is not to be suggested."""
    if not len(starts):
        return ItemCounts(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    if workspaces:
        numbers = numbers * np.isin(workspace_of, [codes[name] for name in workspaces if name in codes])
    videos, said, passages = np.add.reduceat(numbers, starts, axis=1)
    rare = are_phrases & ((said < MIN_SAID) | (passages < MIN_PASSAGES))
    return ItemCounts(np.where(rare, 0, videos), np.where(rare, 0, said))


def _starts(entries: Sequence[SuggestionEntry]) -> Iterator[int]:
    """Where another item begins in sorted entries."""
    before: tuple[str, str] | None = None
    for at, one in enumerate(entries):
        if (one.kind, one.key) != before:
            yield at
        before = one.kind, one.key


def _numbers(entries: Sequence[SuggestionEntry]) -> Numbers:
    """Videos, times and passages of each entry, of shape (3, n)."""
    numbers = [[one.videos for one in entries], [one.said for one in entries], [one.passages for one in entries]]
    return np.array(numbers, dtype=np.int32)
