"""The words of a text, and the form in which they are compared. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from vindex_search.common.text.unicode_forms import to_form

WORD_CATEGORIES: Final = "LMN"  # Unicode's letters, marks and numbers; without marks the words of Hindi would be cut
CODE_POINTS: Final = 0x40000  # examined for WORD_CATEGORIES; beyond are no scripts, only variation selectors
APOSTROPHES: Final = "'\u2019"
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
UNSPACED_PATTERN: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)

Span = tuple[int, int]  # characters [start, end)


def normalise(text: str) -> str:
    """A text in Unicode's form NFKC: subtitles and screen text encode accents differently."""
    return to_form("NFKC", text)


def word_spans(text: str) -> Iterator[Span]:
    """Ranges [start, end) of the words of a text."""
    return (word.span() for word in _word_pattern().finditer(text))


@cache
def _word_pattern() -> re.Pattern[str]:
    """A run of characters of WORD_CATEGORIES: `\\w` would exclude marks and include the underscore."""
    is_word = "".join(
        "x" if unicodedata.category(chr(code))[0] in WORD_CATEGORIES else " " for code in range(CODE_POINTS)
    )
    ranges = (f"{chr(run.start())}-{chr(run.end() - 1)}" for run in re.finditer("x+", is_word))
    return re.compile(f"[{''.join(ranges)}]+")


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
