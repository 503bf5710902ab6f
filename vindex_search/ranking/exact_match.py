"""Known-item queries: detect a query that means one place only, and find the one sentence that answers it.

A quoted phrase is answered by the sentences that say it.

Most queries name a subject, and a chapter answers them; a query for a fact is answered by a sentence. The two are told
apart by BM25 scores: these are sums of inverse document frequencies (natural logarithms), so the lead of one passage
over every other place says how much rarer its words are together, in powers of e.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match, Matches
from vindex_search.models.sparse.phrases import find_phrase

MAX_READ_HITS: Final = 5  # a text with every word of the query is among the first
MIN_WORDS: Final = 3  # distinct tokens of a known-item query; two name a subject
# Of a query that means one sentence: people who look for what was said list its rare words. Questions and headings have
# more, and their words stand together in one sentence by chance; one that is said word for word is found all the same.
MAX_STOP_WORD_SHARE: Final = 0.25
MIN_FACT_LEADS: Final = (3.0, 0.0)  # BM25 units; of a sentence with MIN_WORDS words of the query, and of one with more
MIN_LEAD: Final = 4.0  # BM25 units; 15 % of chapter titles lead by more, 89 % of a sentence's keywords (decision 006)


TextTest = Callable[[str], bool]


def no_text(_text: str) -> bool:
    """The test of a query without words: no text has them."""
    return False


def match_nothing(_text: str) -> list[Match]:
    """The matches of a query without words."""
    return []


class Fact(NamedTuple):
    """A sentence that answers a known-item query, in seconds, and the passage that has it."""

    hit: Hit
    start_s: float
    end_s: float


def find_fact(words: Sequence[Hit], matches: Matches, tokens: frozenset[int], *, cutoff: float) -> Fact | None:
    """The sentence that a query means: it has all of the query's words, and its passage leads all other places.

    Chapter titles are said so too: with three words the passage has to lead by more than with four.

    Args:
        words: Hits of the words channel, best first.
        matches: Finds the query's words in a text.
        tokens: The words of the query that any hit has.
        cutoff: Upper bound of the score of a place that the channel did not return.
    """
    by_three, by_more = MIN_FACT_LEADS
    lead = _lead(words, cutoff)
    if not words or len(tokens) < MIN_WORDS or lead < (by_three if len(tokens) == MIN_WORDS else by_more):
        return None
    sentence = answering_sentence(words[0], matches, tokens)
    return Fact(words[0], *sentence) if sentence else None


def dominant_hit(words: Sequence[Hit], *, cutoff: float) -> Hit | None:
    """The best hit of the words channel where it leads every hit elsewhere by MIN_LEAD, else None.

    Args:
        words: Hits of the words channel, best first.
        cutoff: Upper bound of the score of a place that the channel did not return.
    """
    return words[0] if _lead(words, cutoff) >= MIN_LEAD else None


def _lead(words: Sequence[Hit], cutoff: float) -> float:
    """By how much the best hit leads those elsewhere; 0 without hits."""
    runner_up = next((hit.score for hit in words if _is_disjoint(hit, words[0])), cutoff)
    return words[0].score - runner_up if words else 0.0


def sole_hit(words: Sequence[Hit], has_every_word: TextTest) -> Hit | None:
    """The best hit of the words channel where it has every word of the query and no place elsewhere has any; else None.

    In a small library no lead is as high as MIN_LEAD. Where other places have some of the words, more chapter titles
    were found without their place counting twice.

    Args:
        words: Hits of the words channel, best first.
        has_every_word: Tells whether a text has every word of the query.
    """
    if not words or any(_is_disjoint(hit, words[0]) for hit in words):
        return None
    return next(iter(saying_hits(words, has_every_word)), None)


def verbatim_hit(words: Sequence[Hit], says_query: TextTest) -> Hit | None:
    """The best hit of the words channel that says the query word for word, where no place elsewhere does; else None.

    Args:
        words: Hits of the words channel, best first.
        says_query: Tells whether a text has the words of the query in a row.
    """
    saying = saying_hits(words, says_query)
    return None if any(_is_disjoint(hit, saying[0]) for hit in saying) else next(iter(saying), None)


def saying_hits(words: Sequence[Hit], has_every_word: TextTest) -> list[Hit]:
    """Those of the best hits of the words channel that have every word of the query."""
    return [hit for hit in words[:MAX_READ_HITS] if has_every_word(hit.text or "")]


def _is_disjoint(hit: Hit, other: Hit) -> bool:
    return hit.video_id != other.video_id or hit.end_s <= other.start_s or other.end_s <= hit.start_s


def said_tokens(words: Sequence[Hit], matches: Matches) -> frozenset[int]:
    """The tokens of the query that any of the best hits of the words channel has: those that a fact has to have."""
    return frozenset[int]().union(*(_tokens(matches(hit.text or "")) for hit in words[:MAX_READ_HITS]))


def answering_sentence(hit: Hit, matches: Matches, wanted: frozenset[int] = frozenset()) -> tuple[float, float] | None:
    """Start and end in seconds of the first sentence of a hit that has every query token its text has.

    A hit without sentences (a slide) is one sentence. None where no single sentence has them all, or where they are
    fewer than MIN_WORDS.

    Args:
        hit: That may answer.
        matches: Finds the query's words in a text.
        wanted: Tokens that the sentence has to have as well.
    """
    found = matches(hit.text or "")
    query_tokens = _tokens(found) | wanted
    if len(query_tokens) < MIN_WORDS:
        return None
    if not hit.sentences:
        return (hit.start_s, hit.end_s) if query_tokens <= _tokens(found) else None
    bounds = [*(first for first, _, _ in hit.sentences), len(hit.text or "")]
    for (begin, end), (_, start_s, end_s) in zip(pairwise(bounds), hit.sentences, strict=True):
        if query_tokens <= _tokens(match for match in found if begin <= match.start < end):
            return start_s, end_s
    return None


def best_sentence(hit: Hit, matches: Matches) -> tuple[float, float] | None:
    """Start and end in seconds of the first sentence of a hit with the most words of the query; None where none has."""
    found = matches(hit.text or "") if hit.sentences else []
    bounds = [*(first for first, _, _ in hit.sentences), len(hit.text or "")]
    counts = [len(_tokens(match for match in found if begin <= match.start < end)) for begin, end in pairwise(bounds)]
    if not any(counts):
        return None
    _, start_s, end_s = hit.sentences[counts.index(max(counts))]
    return start_s, end_s


def sentences_with(hit: Hit, phrases: Sequence[str]) -> tuple[float, float] | None:
    """Start and end in seconds of the sentences of a hit that say some phrases; None where it does not say them all.

    None also for a hit without sentences: a slide is one place.
    """
    spans = [find_phrase(phrase, hit.text or "") for phrase in phrases]
    said = [span for span in spans if span]
    if not said or len(said) < len(spans) or not hit.sentences:
        return None
    begin, end = min(start for start, _ in said), max(end for _, end in said)
    holding = [index for index, (at, _, _) in enumerate(hit.sentences) if at < end]
    first = max((index for index in holding if hit.sentences[index][0] <= begin), default=0)
    return hit.sentences[first][1], hit.sentences[holding[-1]][2]


def _tokens(matches: Iterable[Match]) -> frozenset[int]:
    return frozenset[int]().union(*(match.tokens for match in matches))
