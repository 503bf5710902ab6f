"""Does the library answer a question, and how sure is each moment? Its scores against those of background questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.ranking.calibration.distribution import FALSE_ALARM_RATE, NullDistribution, Signal
from vindex_search.ranking.moments import Moment

SIGNAL_OF_CHANNEL: Final[Mapping[Channel, Signal]] = {
    "speech": "likeness",
    "screen": "likeness",
    "words": "words",
    "visual": "visual",
}


@dataclass(frozen=True, slots=True)
class MatchConfidence:
    """What can be said of the hits of one question; without a distribution, nothing.

    `weight` is what the question's words would score if a text had them all.
    """

    distribution: NullDistribution | None
    query_weight: float
    best_signals: Mapping[Signal, float]

    @property
    def p_value(self) -> float | None:
        """The probability that a question without an answer does as well."""
        return self._tail(self.best_signals)

    @property
    def matched(self) -> bool:
        """Whether anything matches, at the set rate of false alarms; where nothing can be said, it is taken to."""
        alarm = self.p_value
        return any(self.best_signals.values()) and (alarm is None or alarm <= FALSE_ALARM_RATE)

    def confidence(self, moment: Moment) -> float | None:
        """0 to 1: how improbable what was found in a moment is for a question without an answer.

        What was not found there is taken to be as in any other place.
        """
        found = signals_of((one.hit for one in moment.evidence), self.query_weight)
        ordinary = {name: min(value, self._middle(name)) for name, value in self.best_signals.items() if name not in found}
        alarm = self._tail({**found, **ordinary})
        return None if alarm is None else 1 - alarm

    def channel_p_value(self, hit: Hit) -> float | None:
        """The probability that a question without an answer scores as high on the hit's channel."""
        return self._tail({SIGNAL_OF_CHANNEL[hit.channel]: hit.score})

    def _middle(self, name: Signal) -> float:
        return self.distribution.median(name) if self.distribution else 0.0

    def _tail(self, found: Mapping[Signal, float]) -> float | None:
        return self.distribution.p_value(found) if self.distribution else None


def match_confidence(
    hits: Mapping[Channel, Sequence[Hit]], words: SparseVector | None, distribution: NullDistribution | None
) -> MatchConfidence:
    """The verdict on the hits of a sentence."""
    weight = distribution.query_weight(words.indices, words.values) if distribution and words else 0.0
    nowhere: dict[Signal, float] = {"words": 0.0, "share": 0.0} if weight > 0 else {}
    best = {**nowhere, **signals_of((found[0] for found in hits.values() if found), weight)}
    return MatchConfidence(distribution, weight, best)


def signals_of(hits: Iterable[Hit], weight: float) -> dict[Signal, float]:
    """The best of each signal among hits."""
    found: dict[Signal, float] = {}
    for hit in hits:
        name = SIGNAL_OF_CHANNEL[hit.channel]
        found[name] = max(hit.score, found.get(name, hit.score))
    if "words" in found and weight > 0:
        found["share"] = found["words"] / weight
    return found
