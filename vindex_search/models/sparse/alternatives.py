"""What else the words of a text may be asked for by: other spellings, parts of compounds, parts of codes. Pure.

Each stands for one or several words of the text, and an index has it beside them at a lower weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from vindex_search.models.sparse.codes import code_parts
from vindex_search.models.sparse.compounds import compound_parts
from vindex_search.models.sparse.spellings import spellings
from vindex_search.models.sparse.words import normalise, word_spans

# Weights beside the 1 of the word itself: what is written exactly as it was asked for comes first.
SPELLING_WEIGHT: Final = 0.8
PART_WEIGHT: Final = 0.5
CACHE_SIZE: Final = 16_384  # words


class Alternative(NamedTuple):
    """Words, separated by spaces, each of which stands for the characters [start, end) of a text; and their weight."""

    start: int
    end: int
    words: str
    weight: float


def alternatives(text: str, *, compounding: bool) -> Iterator[Alternative]:
    """The alternatives of a text.

    Args:
        text: Any text.
        compounding: Whether its language writes compounds as one word.
    """
    for start, end in word_spans(text):
        for words, weight in _of_word(text[start:end], compounding):
            yield Alternative(start, end, words, weight)
    for start, end, part in code_parts(text):
        yield Alternative(start, end, part, PART_WEIGHT)


@lru_cache(CACHE_SIZE)
def _of_word(word: str, compounding: bool) -> tuple[tuple[str, float], ...]:
    """The alternatives of one word by weight."""
    plain = normalise(word)
    others = spellings(plain)
    parts = dict.fromkeys(part for one in (plain, *others) for part in compound_parts(one)) if compounding else {}
    found = ((" ".join(others), SPELLING_WEIGHT), (" ".join(parts), PART_WEIGHT))
    return tuple((words, weight) for words, weight in found if words)
