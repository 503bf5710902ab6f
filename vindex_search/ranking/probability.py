"""How probable it is that a moment is right: a logistic model of what speaks for it. Pure.

No sign of it has the scale of an encoder or the size of a library: scores count in deviations of the calibration
questions', words as shares of the query's weight, and what a moment has over every other place counts most. Every
weight is positive, so that better evidence never lowers a probability. The weights are fitted by
`python -m benchmarks.retrieval.reliability.training`, the same for every library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, NamedTuple

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.calibration.distribution import NullDistribution, Signal
from vindex_search.ranking.fusion import RANK_CONSTANT, RankedHit
from vindex_search.ranking.moments import Moment

# Beyond these, more says nothing more: what few questions reach would be extrapolated.
MAX_WORDS: Final = 6.0  # deviations
MAX_LEAD: Final = 2.0
MAX_LAG: Final = 4.0

Hits = Mapping[Channel, Sequence[Hit]]


class Signs(NamedTuple):
    """What speaks for a moment.

    Attributes:
        words: Its BM25 score in deviations, 0 to MAX_WORDS.
        share: The share of the query's weight that is found here; 0 to 1.
        share_lead: That share, less that of the best place elsewhere; -1 to 1.
        words_rank: Reciprocal rank of its words, 1 for the best.
        likeness_lead: Deviations between its cosine and that of the best place elsewhere, 0 to MAX_LEAD.
        likeness_lag: The same below that place, -MAX_LAG to 0.
        likeness_rank: Reciprocal rank of its cosine, 1 for the best.
    """

    words: float
    share: float
    share_lead: float
    words_rank: float
    likeness_lead: float
    likeness_lag: float
    likeness_rank: float


INTERCEPT: Final = -3.583
WEIGHTS: Final = Signs(
    words=0.176,
    share=1.037,
    share_lead=0.695,
    words_rank=0.809,
    likeness_lead=0.363,
    likeness_lag=0.138,
    likeness_rank=1.349,
)


def probability(signs: Signs) -> float:
    """The logistic function of the weighted sum; 0 to 1."""
    return 1 / (1 + exp(-INTERCEPT - sum(weight * sign for weight, sign in zip(WEIGHTS, signs, strict=True))))


@dataclass(frozen=True, slots=True)
class Judge:
    """Finds the signs of the moments of one query.

    Attributes:
        hits: All hits of the query, per channel best first.
        distribution: Of the library.
        query_weight: The BM25 score of a text that has every word of the query once.
    """

    hits: Hits
    distribution: NullDistribution
    query_weight: float

    def probability(self, moment: Moment) -> float:
        """The higher one by texts and by frames.

        For frames there is no truth to fit weights to: a frame counts as a passage of its likeness without any words.
        """
        by_text = probability(self.signs(moment))
        return max(by_text, probability(self.signs_of_frames(moment))) if "visual" in moment.channels else by_text

    def signs(self, moment: Moment) -> Signs:
        """What texts say."""
        return self._signs(moment, ("speech", "screen"), "likeness")

    def signs_of_frames(self, moment: Moment) -> Signs:
        """What frames say: likeness alone."""
        signs = self._signs(moment, ("visual",), "visual")
        return signs._replace(words=0.0, share=0.0, share_lead=min(0.0, signs.share_lead), words_rank=0.0)

    def _signs(self, moment: Moment, channels: Sequence[Channel], signal: Signal) -> Signs:
        likeness = self._best(moment, channels)
        lead = self._likeness_lead(moment, channels, signal, likeness)
        words = self._best(moment, ("words",))
        share = self._share(words.hit.score if words else 0.0)
        return Signs(
            words=_clipped(self._deviations("words", words.hit.score if words else 0.0), 0.0, MAX_WORDS),
            share=share,
            share_lead=share - self._share(max(self._best_elsewhere(moment, ("words",)), default=0.0)),
            words_rank=_reciprocal_rank(words),
            likeness_lead=_clipped(lead, 0.0, MAX_LEAD),
            likeness_lag=_clipped(lead, -MAX_LAG, 0.0),
            likeness_rank=_reciprocal_rank(likeness),
        )

    def _best(self, moment: Moment, channels: Sequence[Channel]) -> RankedHit | None:
        """The best evidence of some channels; ranks are those of the channels together."""
        return min((one for one in moment.evidence if one.channel in channels), key=lambda one: one.rank, default=None)

    def _likeness_lead(
        self, moment: Moment, channels: Sequence[Channel], signal: Signal, likeness: RankedHit | None
    ) -> float:
        """Over the best place elsewhere, or over a query without an answer where that is better."""
        own = self._deviations(signal, likeness.hit.score) if likeness else 0.0
        elsewhere = [self._deviations(signal, score) for score in self._best_elsewhere(moment, channels)]
        lead = own - max([0.0, *elsewhere])
        return lead if likeness else min(0.0, lead)

    def _share(self, words_score: float) -> float:
        """Of the query's weight; 0 for a query without words."""
        return _clipped(words_score / self.query_weight, 0.0, 1.0) if self.query_weight > 0 else 0.0

    def _best_elsewhere(self, moment: Moment, channels: Sequence[Channel]) -> list[float]:
        """Per channel the best score outside of a moment."""
        outside = [
            next((hit.score for hit in self.hits.get(channel, ()) if not _overlaps(hit, moment)), None)
            for channel in channels
        ]
        return [score for score in outside if score is not None]

    def _deviations(self, signal: Signal, score: float) -> float:
        """0, which is ordinary, where the signal says nothing."""
        return self.distribution.z_score(signal, score) or 0.0


def _reciprocal_rank(evidence: RankedHit | None) -> float:
    """As the fusion weighs ranks: 1 for the first, 0 for none."""
    return (RANK_CONSTANT + 1) / (RANK_CONSTANT + evidence.rank) if evidence else 0.0


def _clipped(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))


def _overlaps(hit: Hit, moment: Moment) -> bool:
    return hit.video_id == moment.video_id and hit.start_s < moment.end_s and moment.start_s < hit.end_s
