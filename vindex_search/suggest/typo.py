"""Words whose beginning is one typo away from what was typed: a letter too many, missing, wrong, or two swapped.

The distance is that of optimal string alignment (Damerau 1964), one at most. The sorted words are a trie: after the
letters that were typed right, only the letters that words go on with are tried. Only a typo in the first letter
would have to try every first letter there is; it is looked up in the words without theirs instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vindex_search.suggest.prefix_index import PrefixIndex, Range

MIN_LETTERS: Final = 4  # of a typed word that may have a typo: three letters are one typo away from very many words


def near_words(index: PrefixIndex, typed: str) -> Iterator[Range]:
    """The words with a beginning that is one typo away from a typed word; words may come more than once."""
    if len(typed) < MIN_LETTERS:
        return
    for prefix in {*_without_a_letter(typed), *_with_swapped_letters(typed)}:
        yield index.beginning_with(prefix)
    yield from index.continuing_with(typed[1:])
    yield from index.continuing_with(typed)
    for at in range(1, len(typed)):
        for letter in index.next_letters(typed[:at]):
            if letter != typed[at]:
                yield index.beginning_with(typed[:at] + letter + typed[at + 1 :])
            yield index.beginning_with(typed[:at] + letter + typed[at:])


def _without_a_letter(typed: str) -> Iterator[str]:
    return (typed[:at] + typed[at + 1 :] for at in range(len(typed)))


def _with_swapped_letters(typed: str) -> Iterator[str]:
    return (typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1))
