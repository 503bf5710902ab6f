"""A phrase in a text, word for word, whatever the case, the accents and the punctuation between. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from vindex_search.models.sparse.spellings import fold
from vindex_search.models.sparse.words import UNSPACED_PATTERN, Span, word_spans


def find_phrase(phrase: str, text: str) -> Span | None:
    """The characters [start, end) of the first place where a text has the words of a phrase in a row; None if nowhere.

    In scripts without spaces, whose words are not told apart here, the place of its characters.
    """
    wanted = [fold(phrase[start:end]) for start, end in word_spans(phrase)]
    spans = list(word_spans(text)) if _may_have(text, wanted) else []
    words = [fold(text[start:end]) for start, end in spans]
    for at in range(len(words) - len(wanted) + 1 if wanted else 0):
        if words[at : at + len(wanted)] == wanted:
            return spans[at][0], spans[at + len(wanted) - 1][1]
    start = text.find(phrase) if UNSPACED_PATTERN.search(phrase) else -1
    return None if start < 0 else (start, start + len(phrase))


def _may_have(text: str, words: Sequence[str]) -> bool:
    """Whether a text may have some folded words: a cheap test, as few texts that are asked have them all."""
    if not text.isascii():
        return True
    folded = text.lower()
    return all(word in folded for word in words)


def says_phrase(phrase: str, text: str) -> bool:
    """Whether a text has the words of a phrase in a row; no text says a phrase of nothing."""
    return find_phrase(phrase, text) is not None
