"""Is a query for a fact? Then one sentence answers it, and not the chapter around it.

The words channel tells: its scores are sums of inverse document frequencies, so the lead of a passage over every
other place of its video says how much rarer its words are together, in powers of e.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match, Matches

MIN_WORDS: Final = 3  # of a fact: a subject has two
MIN_LEAD: Final = 4.0  # BM25 units; of titles of chapters 15 % lead by more, of keywords of a sentence 89 % (decision 006)


def match_nothing(_text: str) -> list[Match]:
    """The words of a query that has none."""
    return []


def dominant_hit(words: Sequence[Hit], *, cutoff: float) -> Hit | None:
    """The one place whose words are so rare together that the query can only mean it; None where there is none.

    Args:
        words: Hits of the words channel, best first.
        unseen: What a place that the channel did not find may have scored at most.
    """
    if not words:
        return None
    best = words[0]
    rival = next((hit.score for hit in words if _is_disjoint(hit, best)), cutoff)
    return best if best.score - rival >= MIN_LEAD else None


def _is_disjoint(hit: Hit, other: Hit) -> bool:
    return hit.video_id != other.video_id or hit.end_s <= other.start_s or other.end_s <= hit.start_s


def answering_sentence(hit: Hit, matches: Matches) -> tuple[float, float] | None:
    """The one sentence that holds all words asked for, in seconds, the earliest of such; of a slide all its time.

    None where the passage has no such sentence, or the words are too few to tell a fact from a subject.
    """
    found = matches(hit.text or "")
    asked = frozenset[int]().union(*(tokens for _, _, tokens in found))
    if len(asked) < MIN_WORDS:
        return None
    if not hit.sentences:
        return hit.start_s, hit.end_s
    ends = [at for at, _, _ in hit.sentences[1:]] + [len(hit.text or "")]
    for (begin, start_s, end_s), end in zip(hit.sentences, ends, strict=True):
        if asked <= frozenset[int]().union(*(tokens for at, _, tokens in found if begin <= at < end)):
            return start_s, end_s
    return None
