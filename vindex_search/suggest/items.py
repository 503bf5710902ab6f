"""The entries of a library as items: the same text of one kind in several workspaces is one.

Whatever is counted is counted over the workspaces of a scope: a caller's numbers are made of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.suggest.entries import KINDS, Entry

MIN_SAID: Final = 3  # times that a phrase is said or shown: twice, words stand together by chance
MIN_PASSAGES: Final = 2  # in as many passages or slides: a refrain within half a minute is one place
SCOPES_KEPT: Final = 32  # sets of workspaces whose numbers are kept; each takes 4 bytes an item

PHRASE: Final = KINDS.index("phrase")

Workspaces = tuple[str, ...]  # empty: all of the library
Numbers = npt.NDArray[np.int32]


class Counts(NamedTuple):
    """Per item the videos that have it, and how often it is said in them; 0 for what is not to be suggested."""

    videos: Numbers
    said: Numbers


class Items:
    """Items, numbered in the order in which those that match equally well are suggested: short ones first.

    Args:
        entries: Of all workspaces.

    Attributes:
        keys: The folded text of each item.
        kinds: The number of its kind in KINDS.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries, key=lambda one: (len(one.key), one.key, KINDS.index(one.kind), one.workspace))
        starts = list(_starts(self._entries))
        self._starts = np.array([*starts, len(self._entries)], dtype=np.int64)
        self.keys = [self._entries[at].key for at in starts]
        self.kinds = np.array([KINDS.index(self._entries[at].kind) for at in starts], dtype=np.int64)
        self._numbers = _numbers(self._entries)
        self._workspaces = sorted({one.workspace for one in self._entries})
        self._workspace_of = np.searchsorted(
            np.array(self._workspaces, dtype=np.str_), [one.workspace for one in self._entries]
        )
        self.counts = lru_cache(SCOPES_KEPT)(self._count)

    def __len__(self) -> int:
        """Number of items."""
        return len(self.keys)

    def entries(self, item: int, workspaces: Workspaces) -> list[Entry]:
        """The entries of an item in a scope."""
        own = self._entries[self._starts[item] : self._starts[item + 1]]
        return [one for one in own if not workspaces or one.workspace in workspaces]

    def _count(self, workspaces: Workspaces) -> Counts:
        """The numbers of a scope: what is not there, or is no frequent phrase there, is not to be suggested."""
        numbers = self._numbers
        if workspaces:
            seen = [at for at, name in enumerate(self._workspaces) if name in set(workspaces)]
            numbers = numbers * np.isin(self._workspace_of, seen)
        if not len(self):
            return Counts(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
        videos, said, passages = np.add.reduceat(numbers, self._starts[:-1], axis=1)
        rare = (said < MIN_SAID) | (passages < MIN_PASSAGES)
        rare &= self.kinds == PHRASE
        return Counts(np.where(rare, 0, videos), np.where(rare, 0, said))


def _starts(entries: Sequence[Entry]) -> Iterator[int]:
    """Where another item begins in sorted entries."""
    before: tuple[str, str] | None = None
    for at, one in enumerate(entries):
        if (one.kind, one.key) != before:
            yield at
        before = one.kind, one.key


def _numbers(entries: Sequence[Entry]) -> Numbers:
    """Videos, times and passages of each entry, of shape (3, n)."""
    numbers = [[one.videos for one in entries], [one.said for one in entries], [one.passages for one in entries]]
    return np.array(numbers, dtype=np.int32)
