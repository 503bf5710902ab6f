"""Is a query for a fact? Then one sentence answers it, and not the chapter around it.

The words channel tells: its scores are sums of inverse document frequencies, so the lead of a passage over every
other place of its video says how much rarer its words are together, in powers of e.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vindex_search.fusion import Ranked
from vindex_search.index.base import Hit

Match = tuple[int, int, frozenset[int]]  # a word of a text that was asked for: [start, end) in characters, its tokens
Matches = Callable[[str], list[Match]]

LEAD: Final = 4.0  # BM25 units; of titles of chapters 15 % lead by more, of keywords of a sentence 89 % (decision 006)


def nothing_matches(_text: str) -> list[Match]:
    """The words of a query that has none."""
    return []


def fact(found: Sequence[Ranked], seed: int, matches: Matches, *, unseen: float) -> tuple[float, float] | None:
    """The sentences that answer, in seconds; None where the query is not for a fact or the passage has no sentences.

    Args:
        found: The hits of one video.
        seed: Which of them is the best.
        matches: Finds the query's words in a text.
        unseen: What a place that the words channel did not find may have scored at most.
    """
    words = [one.hit for one in found if one.hit.channel == "words"]
    if not words:
        return None
    at = found[seed].hit
    best = max(words, key=lambda hit: hit.score)
    others = [hit.score for hit in words if hit.end_s <= best.start_s or best.end_s <= hit.start_s]
    if best.end_s <= at.start_s or at.end_s <= best.start_s or best.score - max(others, default=unseen) < LEAD:
        return None
    return _sentences(best, matches)


def _sentences(hit: Hit, matches: Matches) -> tuple[float, float] | None:
    """The fewest sentences in a row that hold all words asked for; the earliest of such."""
    found = matches(hit.text or "")
    if not hit.sentences or not found:
        return None
    ends = [at for at, _, _ in hit.sentences[1:]] + [len(hit.text or "")]
    held = [
        frozenset[int]().union(*(tokens for at, _, tokens in found if begin <= at < end))
        for (begin, _, _), end in zip(hit.sentences, ends, strict=True)
    ]
    asked = frozenset[int]().union(*held)
    runs = ((first, last) for first in range(len(held)) for last in range(first, len(held)))
    whole = [(first, last) for first, last in runs if asked <= frozenset[int]().union(*held[first : last + 1])]
    first, last = min(whole, key=lambda run: (run[1] - run[0], run[0]))
    return hit.sentences[first][1], hit.sentences[last][2]
