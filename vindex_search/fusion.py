"""Hits of several channels on one scale: weighted reciprocal ranks (Cormack, Clarke and Buettcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from vindex_search.contract import Channel
from vindex_search.facts import decisive
from vindex_search.index.base import Hit

HITS_PER_CHANNEL: Final = 100  # moments need the neighbours of the best hits, not the best hits alone
RANK_CONSTANT: Final = 2  # k of the fusion; 2 beat 60 by 2 to 4 points of MRR on 197 queries (the design, section 6)
# Channels whose scores come from the same model are ranked together: else the best of the passages gets a first
# rank's share in a film where nobody says a word about it, beside the slide that says it all.
FAMILIES: Final[tuple[tuple[Channel, ...], ...]] = (("speech", "screen"), ("words",), ("visual",))
WEIGHTS: Final[Mapping[Channel, float]] = {"speech": 1.0, "words": 1.0, "screen": 0.8, "visual": 1.0}
DECISIVE: Final = 2.0  # times its weight for a place that can only be meant: no first rank and second one outdo it


class Ranked(NamedTuple):
    """A hit with its rank (from 1), weight and share of a fused score, and its level of 0 to 1 among the query's."""

    hit: Hit
    rank: int
    weight: float
    level: float

    @property
    def channel(self) -> Channel:
        """The channel that found it."""
        return self.hit.channel

    @property
    def share(self) -> float:
        """What it adds to the score of the second that it lies at."""
        return self.weight / (RANK_CONSTANT + self.rank)


def ranked(hits: Mapping[Channel, Sequence[Hit]]) -> dict[str, list[Ranked]]:
    """Per video its hits of all channels, ranked and levelled.

    Args:
        hits: Per channel its hits, best first.
    """
    words = hits.get("words", ())
    meant = decisive(words, unseen=unseen(words))
    per_video: dict[str, list[Ranked]] = {}
    for family in FAMILIES:
        pooled = sorted((hit for channel in family for hit in hits.get(channel, ())), key=lambda hit: -hit.score)
        for one in _of_family(pooled, meant):
            per_video.setdefault(one.hit.video_id, []).append(one)
    return per_video


def unseen(words: Sequence[Hit]) -> float:
    """What a place that the words channel did not find may have scored at most."""
    return words[-1].score if len(words) >= HITS_PER_CHANNEL else 0.0


def _of_family(hits: Sequence[Hit], meant: Hit | None) -> list[Ranked]:
    """Ranks and levels of hits whose scores can be compared, best first."""
    if not hits:
        return []
    top, floor = hits[0].score, _floor(hits)
    span = top - floor
    return [
        Ranked(
            hit,
            rank,
            WEIGHTS[hit.channel] * (DECISIVE if hit is meant else 1.0),
            WEIGHTS[hit.channel] * ((hit.score - floor) / span if span > 0 else 1.0),
        )
        for rank, hit in enumerate(hits, start=1)
    ]


def _floor(hits: Sequence[Hit]) -> float:
    """The level of what was not found: without the words it is none at all, else the least of what was found."""
    return 0.0 if hits[0].channel == "words" else hits[-1].score
