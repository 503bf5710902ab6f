"""The words of an edited line with times: words that stay keep theirs, new ones share those that they replace. Pure.

before   | the |  cuber  |  netties  | cluster |
after    | the |     Kubernetes      | cluster |      a replaced run keeps its first and its last second
before   | the | cluster |     | runs |
after    | the | cluster | now | runs |              inserted words share the gap between their neighbours
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from vindex_search.passages.segments import Segment, Word, interpolate_words, spread_words


def edited(segment: Segment, text: str) -> Segment:
    """A segment that says another text, its words timed; none of the new ones has a score."""
    words = segment.words or spread_words(segment)
    texts = text.split()
    return replace(segment, text=text, words=tuple(_retimed(segment, words, texts)), confidence=None)


def _retimed(segment: Segment, words: Sequence[Word], texts: Sequence[str]) -> Iterator[Word]:
    matcher = SequenceMatcher(None, [word.text for word in words], texts, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from words[start:end]
            continue
        span = (words[start].start_s, words[end - 1].end_s) if end > start else _gap(segment, words, start)
        new = [Word(one, math.nan, math.nan) for one in texts[new_start:new_end]]
        yield from interpolate_words(new, start_s=span[0], end_s=span[1])


def _gap(segment: Segment, words: Sequence[Word], at: int) -> tuple[float, float]:
    """From the end of the word before a place to the start of the word at it."""
    start_s = words[at - 1].end_s if at else segment.start_s
    end_s = words[at].start_s if at < len(words) else segment.end_s
    return start_s, max(start_s, end_s)
