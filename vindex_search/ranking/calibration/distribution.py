"""The null distribution: what queries score that the library does not answer, and p-values against it. Pure numpy.

Four signals of a query's best hits are compared: the cosine of texts, the BM25 score, the share of the query's BM25
weight that was found, the cosine of frames. Each becomes a robust z-score (median and interquartile range, so that the
few calibration questions that the library does answer do not count); those of texts are averaged, and the higher of
texts and frames counts. A p-value is the share of calibration questions that score at least as high, beyond their
highest tenth that of an exponential tail fitted to it (peaks over threshold).

Shares do not depend on the scale of the scores. So where the questions spread by less than a least deviation, their
z-scores are spread out to the quantiles of a normal distribution of that deviation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from statistics import NormalDist
from sys import float_info
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Signal = Literal["likeness", "words", "share", "visual"]  # keys of stored distributions; likeness: cosine of texts
TEXT_SIGNALS: Final[tuple[Signal, ...]] = ("likeness", "words", "share")
# Lower bounds of the standard deviations: where all calibration questions score alike, a tiny excess means nothing.
MIN_DEVIATION: Final[Mapping[Signal, float]] = {"likeness": 0.02, "words": 1.0, "share": 0.1, "visual": 0.01}
IQR_OF_NORMAL: Final = 1.349  # interquartile range of a normal distribution, in standard deviations
TAIL_SHARE: Final = 0.1  # of the calibration questions, those that the exponential tail is fitted to
# Of queries without an answer, the share that is taken for answered; inside the fitted tail. At 0.05 more right answers
# were lost, and hardly more queries refused that no set answers (decision 020).
FALSE_ALARM_RATE: Final = 0.08

Signals = Mapping[Signal, float]
Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """The scores of the calibration questions, and the document frequency of each token of the library.

    `scores` has a value a question for every signal that the library has. `token_counts` has the number of texts with a
    token, of `text_count` texts; tokens of one text alone are left out.
    """

    scores: Mapping[Signal, Column]
    token_counts: Mapping[int, int]
    text_count: int
    video_count: int
    _scales: dict[Signal, _Scale] = field(default_factory=dict, init=False, repr=False, compare=False)
    _null: dict[tuple[Signal, ...], Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def query_weight(self, indices: Sequence[int], values: Sequence[float]) -> float:
        """The sum of the inverse document frequencies of a sparse query vector: what a text with every word scores."""
        return sum(
            value * self._idf(self.token_counts.get(token, 1)) for token, value in zip(indices, values, strict=True)
        )

    def _idf(self, count: int) -> float:
        """BM25's inverse document frequency (Robertson and Walker) as Qdrant computes it, never negative."""
        return log(1 + (self.text_count - count + 0.5) / (count + 0.5))

    def p_value(self, signals: Signals) -> float | None:
        """The probability that a query without an answer scores at least as high; None where no signal is usable."""
        strength = self.strength(signals)
        usable = tuple(sorted(name for name in signals if self._is_usable(name)))
        return None if strength is None else tail_probability(self._null_of(usable), strength)

    def strength(self, signals: Signals) -> float | None:
        """The combined z-score of some signals; None where no signal is usable."""
        usable = {name: value for name, value in signals.items() if self._is_usable(name)}
        if not usable:
            return None
        found = _combined({name: self._scale_of(name).z_scores(np.array([value])) for name, value in usable.items()})
        return float(found[0])

    def z_score(self, name: Signal, score: float) -> float | None:
        """The distance of a score from that of an ordinary query without an answer, in deviations of those.

        None where the signal says nothing.
        """
        if not self._is_usable(name):
            return None
        scale = self._scale_of(name)
        return (score - scale.median) / max(scale.deviation, scale.min_deviation)

    def median(self, name: Signal) -> float:
        """The score of an ordinary query without an answer; 0 for a signal that the library does not have."""
        return self._scale_of(name).median if name in self.scores else 0.0

    def _scale_of(self, name: Signal) -> _Scale:
        """Kept: several hundred z-scores of an answer need it."""
        if name not in self._scales:
            self._scales[name] = _scale_of(name, self.scores[name])
        return self._scales[name]

    def _null_of(self, names: tuple[Signal, ...]) -> Column:
        """The combined z-scores of the calibration questions by some signals; kept, too."""
        if names not in self._null:
            scales = {name: self._scale_of(name) for name in names}
            self._null[names] = _combined({name: one.null_z_scores(self.scores[name]) for name, one in scales.items()})
        return self._null[names]

    def _is_usable(self, name: Signal) -> bool:
        """Word signals are unusable where most questions find no word: the library is in another language than they."""
        return name in self.scores and (name not in ("words", "share") or self.median(name) > 0)

    def to_json(self) -> dict[str, Any]:
        """The stored form; its keys are older than the names of the fields."""
        return {
            "columns": {name: [round(float(value), 5) for value in column] for name, column in self.scores.items()},
            "tokens": {str(token): count for token, count in self.token_counts.items()},
            "texts": self.text_count,
            "videos": self.video_count,
        }

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> NullDistribution:
        """Read what `to_json` gave."""
        return NullDistribution(
            scores={name: np.array(values) for name, values in record["columns"].items()},
            token_counts={int(token): count for token, count in record["tokens"].items()},
            text_count=record["texts"],
            video_count=record["videos"],
        )


class _Scale(NamedTuple):
    """What a signal's z-scores are measured by; `deviation` is the robust one of the calibration questions."""

    median: float
    deviation: float
    min_deviation: float

    def z_scores(self, values: Column) -> Column:
        """The distances from the median, in standard deviations."""
        z_scores: Column = (values - self.median) / max(self.deviation, self.min_deviation)
        return z_scores

    def null_z_scores(self, scores: Column) -> Column:
        """The z-scores of the calibration questions, spread out where they deviate less than the least."""
        z_scores = self.z_scores(scores)
        return _spread_out(z_scores) if self.deviation < self.min_deviation else z_scores


def _scale_of(name: Signal, scores: Column) -> _Scale:
    lower, median, upper = np.percentile(scores, [25, 50, 75])
    return _Scale(float(median), float(upper - lower) / IQR_OF_NORMAL, MIN_DEVIATION[name])


def _spread_out(z_scores: Column) -> Column:
    """Z-scores, each at least as far from zero as the standard normal quantile of its rank; outliers stay outliers."""
    quantiles = np.empty(len(z_scores))
    quantiles[np.argsort(z_scores, kind="stable")] = _normal_quantiles(len(z_scores))
    return np.where(np.abs(quantiles) > np.abs(z_scores), quantiles, z_scores)


@lru_cache
def _normal_quantiles(count: int) -> Column:
    """So many values, ascending, that are distributed as a standard normal distribution is."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((rank + 0.5) / count) for rank in range(count)])


def tail_probability(null: Column, value: float) -> float:
    """The probability of at least a value under an empirical distribution; never zero.

    The share with the correction (1 + k) / (1 + n); above the quantile 1 - TAIL_SHARE the smaller of that share and an
    exponential tail whose rate is fitted to the median excess.
    """
    share = (1 + int((null >= value).sum())) / (len(null) + 1)
    threshold = float(np.quantile(null, 1 - TAIL_SHARE))
    excesses = null[null > threshold] - threshold
    if value <= threshold or not len(excesses):
        return share
    scale = float(np.median(excesses)) / log(2)  # the median: questions that the library answers do not move it
    return min(share, max(TAIL_SHARE * exp(-(value - threshold) / scale), float_info.min))


def _combined(z_scores: Mapping[Signal, Column]) -> Column:
    """The higher of the mean of the text signals and of the visual one, element by element."""
    texts = [z_scores[name] for name in TEXT_SIGNALS if name in z_scores]
    candidates: list[Column] = [np.mean(texts, axis=0)] if texts else []
    if "visual" in z_scores:
        candidates.append(z_scores["visual"])
    combined: Column = np.max(candidates, axis=0)
    return combined
