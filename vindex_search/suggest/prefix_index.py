"""Words in sorted order with the items that have them: those with a common beginning stand in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

AFTER_ALL: Final = "\U0010ffff"  # sorts after every letter

Range = tuple[int, int]  # numbers of words [first, last)


class PrefixIndex:
    """The words of some items, found by their beginnings.

    Args:
        words: Of each item, in the order of their numbers.

    Attributes:
        words: All words, sorted by code points.
    """

    def __init__(self, words: Sequence[Iterable[str]]) -> None:
        items: dict[str, list[int]] = {}
        for item, own in enumerate(words):
            for word in own:
                items.setdefault(word, []).append(item)
        self.size = len(words)
        self.words = sorted(items)
        self._offsets, self._items = _postings(self.words, items)
        order = sorted(range(len(self.words)), key=lambda at: self.words[at][1:])
        self._tails = [self.words[at][1:] for at in order]
        self._of_tail = np.array(order, dtype=np.int64)

    def beginning_with(self, prefix: str) -> Range:
        """The words that begin with a prefix."""
        first = bisect_left(self.words, prefix)
        return first, bisect_left(self.words, prefix + AFTER_ALL, first)

    def continuing_with(self, prefix: str) -> Iterator[Range]:
        """The words that go on with a prefix after their first letter, one by one."""
        first = bisect_left(self._tails, prefix)
        last = bisect_left(self._tails, prefix + AFTER_ALL, first)
        return ((int(at), int(at) + 1) for at in self._of_tail[first:last])

    def next_letters(self, prefix: str) -> Iterator[str]:
        """The letters that follow a prefix in the words."""
        at, last = self.beginning_with(prefix)
        length = len(prefix)
        while at < last:
            if len(self.words[at]) == length:
                at += 1
                continue
            letter = self.words[at][length]
            yield letter
            at = bisect_left(self.words, prefix + letter + AFTER_ALL, at, last)

    def items(self, ranges: Iterable[Range]) -> npt.NDArray[np.bool_]:
        """Per item whether it has one of the words."""
        found = np.zeros(self.size, dtype=np.bool_)
        for first, last in ranges:
            found[self._items[self._offsets[first] : self._offsets[last]]] = True
        return found


def _postings(
    words: Sequence[str], items: Mapping[str, list[int]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The items of all words in a row, and where those of each word begin."""
    offsets = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([len(items[word]) for word in words], out=offsets[1:])
    flat = np.fromiter((item for word in words for item in items[word]), dtype=np.int32, count=int(offsets[-1]))
    return offsets, flat
