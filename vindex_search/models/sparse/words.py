"""The words of a text, and the form in which they are compared. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from vindex_search.common.text.unicode_forms import to_form

WORD_CATEGORIES: Final = "LMN"  # Unicode's letters, marks and numbers; without marks the words of Hindi would be cut
UNASSIGNED: Final = "Cn"
LETTERS_IN_SHAPES: Final = frozenset(map(chr, (*range(0x1F150, 0x1F16A), *range(0x1F170, 0x1F18A))))  # white on black
CODE_POINTS: Final = 0x40000  # examined for WORD_CATEGORIES; beyond are no scripts, only variation selectors
APOSTROPHES: Final = "'\u2019"
# Trade and service mark, which NFKC would make letters of the name before them: Unix™ is Unix, not unixtm.
SIGNS: Final = "\u2120\u2122"
WITHOUT_SIGNS: Final = str.maketrans(dict.fromkeys(SIGNS, " "))
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese; of the Chinese characters beyond
# the first plane those that Unicode 17 assigns, which is what the index's tokenizer knows.
UNSPACED_PATTERN: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0002a6df\U0002a700-\U0002b81d\U0002b820-\U0002cead\U0002ceb0-\U0002ebe0\U0002ebf0-\U0002ee5d"
    "\U0002f800-\U0002fa1d\U00030000-\U0003134a\U00031350-\U00033479]"
)

Span = tuple[int, int]  # characters [start, end)


def normalise(text: str) -> str:
    """A text in Unicode's form NFKC, without SIGNS: subtitles and screen text encode accents differently."""
    return to_form("NFKC", text.translate(WITHOUT_SIGNS))


def word_spans(text: str) -> Iterator[Span]:
    """Ranges [start, end) of the words of a text."""
    return (word.span() for word in _word_pattern().finditer(text))


@cache
def _word_pattern() -> re.Pattern[str]:
    """A run of characters of words: `\\w` would exclude marks and include the underscore."""
    is_word = "".join("x" if _is_of_words(chr(code)) else " " for code in range(CODE_POINTS))
    ranges = (f"{chr(run.start())}-{chr(run.end() - 1)}" for run in re.finditer("x+", is_word))
    return re.compile(f"[{''.join(ranges)}]+")


def _is_of_words(letter: str) -> bool:
    """Whether the index's tokenizer may take a character for one of a word; it knows later versions of Unicode.

    Beside WORD_CATEGORIES: what is not assigned yet by Python's tables, and symbols for letters, as ㎏, ㈱ and 🅰.
    """
    category = unicodedata.category(letter)
    if category[0] in WORD_CATEGORIES or category == UNASSIGNED or letter in LETTERS_IN_SHAPES:
        return True
    return category[0] == "S" and any(unicodedata.category(one)[0] in "LN" for one in normalise(letter))


def merge_adjacent(ranges: Sequence[Span], text: str) -> Iterator[Span]:
    """Merge ranges that overlap, or have only white space or an apostrophe between them."""
    pending: Span | None = None
    for start, end in ranges:
        if pending and not text[pending[1] : start].strip().strip(APOSTROPHES):
            pending = (pending[0], max(end, pending[1]))
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending
