"""Which characters of a suggestion match what was typed. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from vindex_search.models.sparse.words import Span, merge_adjacent
from vindex_search.suggest.words import fold_word, starts


def highlights(text: str, words: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """Ranges [start, end) of characters of `text`: the beginnings that were typed, without typo.

    Args:
        text: The suggestion.
        words: The typed words, each folded in one way or more.
    """
    typed = [way for ways in words for way in ways]
    spans = [(start, _end(text, start, end, typed)) for start, end in starts(text)]
    return tuple(merge_adjacent([span for span in spans if span[0] < span[1]], text))


def _end(text: str, start: int, end: int, typed: Sequence[str]) -> int:
    """Where the longest typed beginning of a word ends in it: its start where there is none."""
    folded = fold_word(text[start:end])
    longest = max((way for way in typed if folded.startswith(way)), key=len, default="")
    if not longest:
        return start
    typed_end = next((at for at in range(start + 1, end) if fold_word(text[start:at]).startswith(longest)), end)
    return next((at for at in range(typed_end, end) if unicodedata.category(text[at])[0] != "M"), end)
