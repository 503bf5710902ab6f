"""How likely is it that a question which the library does not answer scores so high? Pure numpy.

Four signals of a question's best hits: the likeness of sentences, the score of words, the share of the words' weight
that was found, the likeness of pictures. Each is taken in standard deviations from the median of the background
questions (robust: the few that the library does answer do not count), the signals of texts are averaged, and what
texts and pictures say is joined by the better one. The share of background questions that do as well or better is the
probability of a false alarm; beyond the highest tenth of them it falls off as an exponential tail does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from sys import float_info
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

Signal = Literal["likeness", "words", "share", "visual"]
TEXT_SIGNALS: Final[tuple[Signal, ...]] = ("likeness", "words", "share")
# Least standard deviations: where the background is all alike, a hair's breadth of more means nothing.
MIN_DEVIATION: Final[Mapping[Signal, float]] = {"likeness": 0.02, "words": 1.0, "share": 0.1, "visual": 0.01}
IQR_OF_NORMAL: Final = 1.349  # of a normal distribution lie so many standard deviations apart
TAIL_SHARE: Final = 0.1
FALSE_ALARM_RATE: Final = 0.05  # of questions without an answer, the share that is answered all the same

Signals = Mapping[Signal, float]
Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """What the background questions scored, and how rare each word of the library is.

    `columns` has a value a question; a signal that the library does not have is absent. `tokens` counts the texts that
    have a token, of `texts` in all; a token in one text alone is left out.
    """

    scores: Mapping[Signal, Column]
    token_counts: Mapping[int, int]
    text_count: int
    video_count: int

    def query_weight(self, indices: Sequence[int], values: Sequence[float]) -> float:
        """What words would score if a text had them all once: the sum of their inverse document frequencies."""
        return sum(
            value * self._rarity(self.token_counts.get(token, 1)) for token, value in zip(indices, values, strict=True)
        )

    def _rarity(self, count: int) -> float:
        return log(1 + (self.text_count - count + 0.5) / (count + 0.5))

    def p_value(self, signals: Signals) -> float | None:
        """The probability that a question without an answer does as well; None where no signal can tell."""
        known = {name: value for name, value in signals.items() if name in self.scores and self._says(name)}
        if not known:
            return None
        background = _joined({name: self._deviations(name, self.scores[name]) for name in known})
        found = _joined({name: self._deviations(name, np.array([value])) for name, value in known.items()})
        return tail_probability(background, float(found[0]))

    def median(self, name: Signal) -> float:
        """What an ordinary question without an answer scores."""
        return float(np.median(self.scores[name])) if name in self.scores else 0.0

    def _says(self, name: Signal) -> bool:
        """Words of a language in which no background question is asked have no background."""
        return name not in ("words", "share") or self.median(name) > 0

    def _deviations(self, name: Signal, values: Column) -> Column:
        low, middle, high = np.percentile(self.scores[name], [25, 50, 75])
        found: Column = (values - middle) / max((high - low) / IQR_OF_NORMAL, MIN_DEVIATION[name])
        return found

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the store."""
        columns = {name: [round(float(value), 5) for value in column] for name, column in self.scores.items()}
        tokens = {str(token): count for token, count in self.token_counts.items()}
        return {"columns": columns, "tokens": tokens, "texts": self.text_count, "videos": self.video_count}

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> NullDistribution:
        """What `to_json` gave."""
        columns = {name: np.array(values) for name, values in record["columns"].items()}
        tokens = {int(token): count for token, count in record["tokens"].items()}
        return NullDistribution(columns, tokens, record["texts"], record["videos"])


def tail_probability(background: Column, found: float) -> float:
    """The share of the background that is as high as a value or higher, never zero."""
    count = len(background)
    share = (1 + int((background >= found).sum())) / (count + 1)
    start = float(np.quantile(background, 1 - TAIL_SHARE))
    beyond = background[background > start] - start
    if found <= start or not len(beyond):
        return share
    scale = float(np.median(beyond)) / log(2)  # the median, for a question that is answered has no part in it
    return min(share, max(TAIL_SHARE * exp(-(found - start) / scale), float_info.min)) if scale > 0 else share


def _joined(signals: Mapping[Signal, Column]) -> Column:
    texts = [signals[name] for name in TEXT_SIGNALS if name in signals]
    ways = [*([np.mean(texts, axis=0)] if texts else []), *([signals["visual"]] if "visual" in signals else [])]
    found: Column = np.max(ways, axis=0)
    return found
