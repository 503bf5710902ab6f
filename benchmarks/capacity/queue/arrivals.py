"""Uploads of some days: more by day than by night, alone or many at once, of videos short and long."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HOUR_S: Final = 3600.0
HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Upload:
    """A video: when it is uploaded, to which workspace, and what work on it takes one core, in seconds."""

    at: float
    workspace: str
    work_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What is uploaded.

    Attributes:
        rates: Videos a second in each hour of a day.
        video_s: Mean core-seconds of a video.
        variation: Coefficient of variation of a video's length; lengths are log-normal.
        factors: Work of the measured films relative to their mean, of which each video has one.
        at_once: Mean number of videos that are uploaded together.
        workspaces: Workspaces that they go to.
    """

    rates: Sequence[float]
    video_s: float
    variation: float = 1.0
    factors: tuple[float, ...] = (1.0,)
    at_once: float = 1.0
    workspaces: int = 1

    @property
    def total_variation(self) -> float:
        """Coefficient of variation of the work of a video: of length and factor together."""
        mean = sum(self.factors) / len(self.factors)
        squares = sum(factor**2 for factor in self.factors) / len(self.factors)
        return math.sqrt((1 + self.variation**2) * squares / mean**2 - 1)


def uploads(traffic: Traffic, days: int, seed: int) -> Iterator[Upload]:
    """Uploads in the order of their times: a Poisson process whose rate is that of the hour."""
    chance = random.Random(seed)
    for hour in range(days * HOURS):
        rate = traffic.rates[hour % HOURS] / traffic.at_once
        at = hour * HOUR_S
        while rate > 0 and (at := at + chance.expovariate(rate)) < (hour + 1) * HOUR_S:
            workspace = f"w{chance.randrange(traffic.workspaces)}"
            for _ in range(_geometric(chance, traffic.at_once)):
                yield Upload(at, workspace, _work_s(chance, traffic))


def _geometric(chance: random.Random, mean: float) -> int:
    return 1 if mean <= 1 else 1 + int(math.log(1 - chance.random()) / math.log(1 - 1 / mean))


def _work_s(chance: random.Random, traffic: Traffic) -> float:
    spread = math.log(1 + traffic.variation**2)
    length = math.exp(chance.gauss(-spread / 2, math.sqrt(spread)))
    mean = sum(traffic.factors) / len(traffic.factors)
    return traffic.video_s * length * chance.choice(traffic.factors) / mean
