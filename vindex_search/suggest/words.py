"""The words by which suggestions are found, as they are compared: without case and accents. Pure.

In scripts without spaces a word may begin at any letter, so that 学习 finds 机器学习: there each letter begins one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from vindex_search.models.sparse.spellings import LETTER_PAIRS, fold
from vindex_search.models.sparse.words import UNSPACED_PATTERN, Span, normalise, word_spans

MAX_WORD: Final = 32  # letters that are compared; a German compound has some 30
MAX_WORDS: Final = 128  # of one text, by which it is found: a file name has at most 255 bytes

_RUNS: Final = re.compile(f"(?:{UNSPACED_PATTERN.pattern}[\u0300-\u036f]*)+")


def fold_word(word: str) -> str:
    """A word as it is compared."""
    return fold(word)[:MAX_WORD]


def fold_text(text: str) -> str:
    """A text as it is compared: texts that differ in case, accents, spaces and punctuation only are one."""
    return " ".join(fold(text[start:end]) for start, end, _ in parts(text))


def typed_words(typed: str) -> tuple[tuple[str, ...], ...]:
    """The words of what somebody types, each folded, and folded with two letters in the place of one (Mueller)."""
    words = (typed[start:end] for start, end, _ in parts(typed))
    return tuple(dict.fromkeys(ways for word in words if (ways := _ways(word))))


def _ways(word: str) -> tuple[str, ...]:
    paired = fold_word(normalise(word).lower().translate(LETTER_PAIRS))
    return tuple(dict.fromkeys(filter(None, [fold_word(word), paired])))


def indexed_words(key: str) -> frozenset[str]:
    """The words of a folded text by whose beginnings it is found."""
    return frozenset(key[start : min(end, start + MAX_WORD)] for start, end in islice(starts(key), MAX_WORDS))


def starts(text: str) -> Iterator[Span]:
    """Ranges [start, end) of the words of a text; in a script without spaces from each letter on."""
    for start, end, unspaced in parts(text):
        if not unspaced:
            yield start, end
            continue
        for at in range(start, end):
            if unicodedata.category(text[at])[0] != "M":  # a vowel sign of Thai begins nothing
                yield at, min(end, at + MAX_WORD)


def parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """The words of a text, cut where a script without spaces begins or ends, and whether they are in one."""
    if not UNSPACED_PATTERN.search(text):
        yield from ((start, end, False) for start, end in word_spans(text))
        return
    for start, end in word_spans(text):
        at = start
        for run in _RUNS.finditer(text, start, end):
            if at < run.start():
                yield at, run.start(), False
            yield run.start(), run.end(), True
            at = run.end()
        if at < end:
            yield at, end, False
