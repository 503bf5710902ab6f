"""Weighted reciprocal rank fusion: hits of several channels on one scale.

score = sum over channels of weight / (RANK_CONSTANT + rank): Cormack, Clarke and Buettcher, "Reciprocal rank fusion
outperforms Condorcet and individual rank learning methods", SIGIR 2009. The sum itself is made per second of a video,
in `ranking/video_hits.py`, because two channels answer together where they overlap in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.exact_match import Fact, TextTest, dominant_hit, no_text, sole_hit, verbatim_hit

Floats = npt.NDArray[np.float64]

HITS_PER_CHANNEL: Final = 100  # moments need the neighbours of the best hits, not the best hits alone
RANK_CONSTANT: Final = 2  # k of the fusion; 2 beat 60 by 2 to 4 points of MRR on 197 queries (design, section 6)
# Channels whose scores come from one model are ranked together. Apart, the best passage of a video in which nobody
# speaks of the subject would get as high a share (rank 1) as the slide that states it.
CHANNEL_GROUPS: Final[tuple[tuple[Channel, ...], ...]] = (("speech", "screen"), ("words",), ("visual",))
CHANNEL_WEIGHTS: Final[Mapping[Channel, float]] = {"speech": 1.0, "words": 1.0, "screen": 0.8, "visual": 1.0}
# How much more a dominant hit counts than the first of its channel, whatever its own rank: it beats a rank 1 and a rank
# 2 together.
DOMINANT_BOOST: Final = 2.0


class RankedHit(NamedTuple):
    """A hit with its rank (from 1) in its channel group, and its weight."""

    hit: Hit
    rank: int
    weight: float

    @property
    def channel(self) -> Channel:
        """The channel that returned it."""
        return self.hit.channel

    @property
    def share(self) -> float:
        """Its reciprocal rank term: what it adds to the score of the seconds that it covers."""
        return self.weight / (RANK_CONSTANT + self.rank)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits of all channels, group after group, each best first; columns of equal length, a row a hit.

    `normalized_scores` are the scores of the index, min-max normalised within the group, times the channel's weight.
    """

    hits: Sequence[Hit]
    ranks: npt.NDArray[np.intp]
    weights: Floats
    normalized_scores: Floats

    @property
    def shares(self) -> Floats:
        """The reciprocal rank term of every hit; see `RankedHit.share`."""
        return self.weights / (RANK_CONSTANT + self.ranks)

    def at(self, row: int) -> RankedHit:
        """The hit of one row."""
        return RankedHit(hit=self.hits[row], rank=int(self.ranks[row]), weight=float(self.weights[row]))


def rank_hits(
    hits: Mapping[Channel, Sequence[Hit]],
    has_every_word: TextTest = no_text,
    says_query: TextTest = no_text,
    fact: Fact | None = None,
) -> Ranking:
    """Rank hits within their channel groups.

    Args:
        hits: Per channel its hits, best first.
        has_every_word: Tells whether a text has every word of the query.
        says_query: Tells whether a text has them in a row.
        fact: The sentence that the query means, if it means one.
    """
    words = hits.get("words", ())
    dominant = (
        (fact.hit if fact else None)
        or verbatim_hit(words, says_query)
        or dominant_hit(words, cutoff=cutoff_score(words))
        or sole_hit(words, has_every_word)
    )
    pools = [[hit for channel in group for hit in hits.get(channel, ())] for group in CHANNEL_GROUPS]
    groups = [sorted(pool, key=attrgetter("score"), reverse=True) for pool in pools if pool]
    flat = [hit for group in groups for hit in group]
    channel_weights = np.array([CHANNEL_WEIGHTS[hit.channel] for hit in flat])
    empty = np.zeros(0)
    ranks = np.concatenate([empty, *(np.arange(len(group)) + 1 for group in groups)]).astype(np.intp)
    as_first = DOMINANT_BOOST * (RANK_CONSTANT + ranks) / (RANK_CONSTANT + 1)
    return Ranking(
        hits=flat,
        ranks=ranks,
        weights=channel_weights * np.where([hit is dominant for hit in flat], as_first, 1.0),
        normalized_scores=np.concatenate([empty, *map(_min_max, groups)]) * channel_weights,
    )


def cutoff_score(words: Sequence[Hit]) -> float:
    """Upper bound of the score of a place that the words channel did not return: 0 where it returned all it found."""
    return words[-1].score if len(words) >= HITS_PER_CHANNEL else 0.0


def _min_max(group: Sequence[Hit]) -> Floats:
    """Scores as 0 to 1, from the lowest to the highest of the group; those of words from 0, the score of no match."""
    scores = np.array([hit.score for hit in group])
    floor = 0.0 if group[0].channel == "words" else scores[-1]
    span = scores[0] - floor
    return (scores - floor) / span if span > 0 else np.ones(len(group))
