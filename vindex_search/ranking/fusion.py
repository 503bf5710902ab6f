"""Hits of several channels on one scale: weighted reciprocal ranks (Cormack, Clarke and Buettcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.exact_match import dominant_hit

Floats = npt.NDArray[np.float64]

HITS_PER_CHANNEL: Final = 100  # moments need the neighbours of the best hits, not the best hits alone
RANK_CONSTANT: Final = 2  # k of the fusion; 2 beat 60 by 2 to 4 points of MRR on 197 queries (the design, section 6)
# Channels whose scores come from the same model are ranked together: else the best of the passages gets a first
# rank's share in a film where nobody says a word about it, beside the slide that says it all.
CHANNEL_GROUPS: Final[tuple[tuple[Channel, ...], ...]] = (("speech", "screen"), ("words",), ("visual",))
CHANNEL_WEIGHTS: Final[Mapping[Channel, float]] = {"speech": 1.0, "words": 1.0, "screen": 0.8, "visual": 1.0}
DOMINANT_BOOST: Final = 2.0  # times its weight for a place that can only be meant: no first rank and second one outdo it


class RankedHit(NamedTuple):
    """A hit with its rank (from 1) among those of its family, and its weight."""

    hit: Hit
    rank: int
    weight: float

    @property
    def channel(self) -> Channel:
        """The channel that found it."""
        return self.hit.channel

    @property
    def share(self) -> float:
        """What it adds to the score of the second that it lies at."""
        return self.weight / (RANK_CONSTANT + self.rank)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits of all channels, family after family, best first; in arrays, for of most of them nobody asks one by one.

    `levels` lie between 0 and the weight: how near a hit comes to the best of the query's.
    """

    hits: Sequence[Hit]
    ranks: npt.NDArray[np.intp]
    weights: Floats
    normalized_scores: Floats

    @property
    def shares(self) -> Floats:
        """Of all hits; see `Ranked.share`."""
        return self.weights / (RANK_CONSTANT + self.ranks)

    def at(self, row: int) -> RankedHit:
        """One hit."""
        return RankedHit(self.hits[row], int(self.ranks[row]), float(self.weights[row]))


def rank_hits(hits: Mapping[Channel, Sequence[Hit]]) -> Ranking:
    """Rank and level hits.

    Args:
        hits: Per channel its hits, best first.
    """
    found = [[hit for channel in family for hit in hits.get(channel, ())] for family in CHANNEL_GROUPS]
    families = [sorted(pool, key=attrgetter("score"), reverse=True) for pool in found if pool]
    pooled = [hit for family in families for hit in family]
    usual = np.array([CHANNEL_WEIGHTS[hit.channel] for hit in pooled])
    nothing = np.zeros(0)
    ranks = np.concatenate([nothing, *(np.arange(len(family)) + 1 for family in families)]).astype(np.intp)
    levels = np.concatenate([nothing, *map(_min_max, families)])
    return Ranking(pooled, ranks, _weights(usual, pooled, hits.get("words", ())), levels * usual)


def _weights(usual: Floats, pooled: Sequence[Hit], words: Sequence[Hit]) -> Floats:
    meant = dominant_hit(words, cutoff=cutoff_score(words))
    return usual * [DOMINANT_BOOST if hit is meant else 1.0 for hit in pooled] if meant else usual


def cutoff_score(words: Sequence[Hit]) -> float:
    """What a place that the words channel did not find may have scored at most."""
    return words[-1].score if len(words) >= HITS_PER_CHANNEL else 0.0


def _min_max(family: Sequence[Hit]) -> Floats:
    """From 0 to 1: where a hit lies between what was not found and the best."""
    scores = np.array([hit.score for hit in family])
    floor = 0.0 if family[0].channel == "words" else scores[-1]  # without the words there is none, else the least found
    span = scores[0] - floor
    return (scores - floor) / span if span > 0 else np.ones(len(family))
