"""Words of scripts without spaces, as far as they can be told apart. Pure.

Chinese and Thai are cut as the index cuts them: its tokenizer gives no words, only their token ids, so that a word is
the shortest piece whose one token the whole run has. In Japanese kanji and katakana are words, and hiragana, which
writes endings and particles, is what stands between them. Khmer, Lao and Burmese stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

MAX_LETTERS: Final = 16  # of a word; each length is asked for
MAX_RUN: Final = 400  # letters without a space or a mark that are cut; a longer run is no text of people

KANA: Final = re.compile("[\u3041-\u30ff]")
JAPANESE_WORD: Final = re.compile("(?P<word>[\u3400-\u4dbf\u4e00-\u9fff々]+|[\u30a1-\u30fa\u30fc]+)|[\u3041-\u309f]+")

# The token ids of a text by the rules of a language; a stop word has none.
TokenIds = Callable[[str, str | None], frozenset[int]]


class RunSegment(NamedTuple):
    """Characters [start, end) of a run, and what they are: unknown ones may be several words, or a part of one."""

    start: int
    end: int
    role: Literal["word", "stop", "unknown"]


def segments(run: str, language: str | None, token_ids: TokenIds) -> Iterator[RunSegment]:
    """The words of a run of letters without spaces, and what lies between them."""
    if len(run) > MAX_RUN:
        yield RunSegment(0, len(run), "unknown")
    elif KANA.search(run):
        for word in JAPANESE_WORD.finditer(run):
            yield RunSegment(*word.span(), "word" if word["word"] else "stop")
    else:
        yield from _by_tokens(run, language, token_ids)


def _by_tokens(run: str, language: str | None, token_ids: TokenIds) -> Iterator[RunSegment]:
    whole = token_ids(run, language)
    at = 0
    while at < len(run):
        found = _segment_at(run, at, language, token_ids, whole)
        yield found
        at = found.end


def _segment_at(run: str, at: int, language: str | None, token_ids: TokenIds, whole: frozenset[int]) -> RunSegment:
    """What stands there: with a stop word before it, a word has the same token as alone."""
    stop_end = at
    for end in range(at + 1, min(len(run), at + MAX_LETTERS) + 1):
        tokens = token_ids(run[at:end], language)
        if not tokens:
            stop_end = end
        elif len(tokens) == 1 and tokens <= whole and stop_end == at:
            return RunSegment(at, end, "word")
        elif len(tokens) == 1 and tokens <= whole:
            break
    return RunSegment(at, stop_end, "stop") if stop_end > at else RunSegment(at, at + 1, "unknown")
