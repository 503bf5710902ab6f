"""Whether a library answers a query, and how sure each moment is: scores against the calibrated null distribution.

A p-value is the probability that a query without an answer in this library scores at least as high: it decides whether
anything matches. A confidence is the probability that a moment is right (`ranking/probability.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.ranking.calibration.distribution import FALSE_ALARM_RATE, NullDistribution, Signal
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.probability import Judge

SIGNAL_OF_CHANNEL: Final[Mapping[Channel, Signal]] = {
    "speech": "likeness",
    "screen": "likeness",
    "words": "words",
    "visual": "visual",
}


@dataclass(frozen=True, slots=True)
class MatchConfidence:
    """The best signals of one query, judged by the null distribution; without one, every p-value is None.

    Attributes:
        distribution: Of the library; None where it was not measured yet.
        query_weight: The BM25 score of a text that has every word of the query once.
        best_signals: The highest value of each signal.
        hits: All hits of the query, per channel best first.
    """

    distribution: NullDistribution | None
    query_weight: float
    best_signals: Mapping[Signal, float]
    hits: Mapping[Channel, Sequence[Hit]]

    @property
    def p_value(self) -> float | None:
        """The p-value of the query as a whole."""
        return self.distribution.p_value(self.best_signals) if self.distribution else None

    @property
    def matched(self) -> bool:
        """Whether anything matches, at FALSE_ALARM_RATE; without a distribution, whether anything was found."""
        p_value = self.p_value
        return any(self.best_signals.values()) and (p_value is None or p_value <= FALSE_ALARM_RATE)

    def confidence(self, moment: Moment) -> float | None:
        """0 to 1: the probability that a moment is right; None without a distribution of any of its signals.

        None as well of a chapter that the query names: how often such an answer is right was not measured.
        """
        is_chapter = moment.evidence[0].channel == "chapter"
        if is_chapter or self.distribution is None or self.p_value is None:
            return None
        return Judge(self.hits, self.distribution, self.query_weight).probability(moment)

    def channel_p_value(self, hit: Hit) -> float | None:
        """The p-value of a hit's score on its channel alone."""
        signal = SIGNAL_OF_CHANNEL.get(hit.channel)  # none of titles: they are compared, not measured
        return self.distribution.p_value({signal: hit.score}) if self.distribution and signal else None


def match_confidence(
    hits: Mapping[Channel, Sequence[Hit]], words: SparseVector | None, distribution: NullDistribution | None
) -> MatchConfidence:
    """Judge the hits of a query.

    Args:
        hits: Per channel its hits, best first.
        words: The query's sparse vector; None where it has no words.
        distribution: Of the library; None where it was not measured yet.
    """
    query_weight = distribution.query_weight(words.indices, words.values) if distribution and words else 0.0
    no_words_found: dict[Signal, float] = {"words": 0.0, "share": 0.0} if query_weight > 0 else {}
    found = signals_of((of_channel[0] for of_channel in hits.values() if of_channel), query_weight)
    return MatchConfidence(
        distribution=distribution,
        query_weight=query_weight,
        best_signals={**no_words_found, **found},
        hits=hits,
    )


def signals_of(hits: Iterable[Hit], query_weight: float) -> dict[Signal, float]:
    """The highest value of each signal among hits."""
    signals: dict[Signal, float] = {}
    for hit in hits:
        name = SIGNAL_OF_CHANNEL[hit.channel]
        signals[name] = max(hit.score, signals.get(name, hit.score))
    if "words" in signals and query_weight > 0:
        signals["share"] = signals["words"] / query_weight
    return signals
