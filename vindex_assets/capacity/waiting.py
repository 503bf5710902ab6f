"""How long an upload waits until it is searchable: a queue whose batches grow with it, hour by hour of a day.

With n videos waiting or in work and c cores, `uploads/batching.py` makes batches of about n / 4c of them: a quarter of
them runs, a quarter is queued in Dagster, and half is due; from one video to sixteen. A core then does `b` videos in
`start + b * video` seconds. That is a birth-death process, whose states have a closed form; the queue of an hour is
that of a steady process with the uploads of that hour. `benchmarks/capacity/queue` simulates the real planner too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.capacity.work import PEAK_OVER_MEAN, VIDEOS_A_RUN

TICK_S: Final = 10.0  # of the upload sensor
SEEN_S: Final = 1.5 * TICK_S  # until it is found: half a tick, and one in which its size must stay the same
PLACES: Final = 4  # a core: a batch that runs, one that is queued, and as many again that are due
HOURS: Final = 24
MAX_STATES: Final = 200_000
OVERFLOW: Final = 1e-3  # share of the time in the last state from which on the queue counts as endless

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Service:
    """What a run takes on one core: seconds to start, mean seconds a video, and their coefficient of variation."""

    start_s: float
    video_s: float
    variation: float = 1.0

    @property
    def most_a_second(self) -> float:
        """Videos that a core does a second in full batches."""
        return VIDEOS_A_RUN / (self.start_s + VIDEOS_A_RUN * self.video_s)


@dataclass(frozen=True, slots=True)
class WaitingTime:
    """Mean seconds from upload to searchable, over a day and in its busiest hour; utilisation in that hour."""

    mean_s: float
    busiest_s: float
    busiest_load: float


def uploads_by_hour(videos_a_day: float, peak_over_mean: float = PEAK_OVER_MEAN) -> list[float]:
    """Videos a second in each hour of a day: a sine around the mean."""
    mean, swing = videos_a_day / HOURS / 3600, peak_over_mean - 1
    return [mean * (1 + swing * math.sin(2 * math.pi * (hour + 0.5) / HOURS)) for hour in range(HOURS)]


def waiting(videos_a_day: float, cores: int, service: Service) -> WaitingTime | None:
    """How long uploads wait; None where the busiest hour brings more than the cores do."""
    rates = uploads_by_hour(videos_a_day)
    times = [time_to_searchable(rate, cores, service) for rate in rates]
    if not all(map(math.isfinite, times)):
        return None
    mean_s = sum(rate * time for rate, time in zip(rates, times, strict=True)) / sum(rates) if sum(rates) else times[0]
    return WaitingTime(mean_s, max(times), max(rates) / (cores * service.most_a_second))


def time_to_searchable(rate: float, cores: int, service: Service) -> float:
    """Mean seconds from upload to searchable at a steady rate of videos a second; infinite where it is too high.

    By Little's law it is the mean number of videos over their rate. What exceeds the time of work itself is scaled by
    how much service times vary, `(1 + cv^2) / 2`, as in the queue M/G/c; a birth-death process has cv = 1.
    """
    alone = service.start_s + service.video_s
    if rate <= 0:
        return SEEN_S + alone
    states = np.arange(1, _states(cores) + 1, dtype=np.float64)
    probabilities = _stationary(rate, _rates(states, cores, service))
    if probabilities[-1] > OVERFLOW:
        return math.inf
    in_system = float(states @ probabilities[1:]) / rate
    queued = max(0.0, in_system - alone) * (1 + service.variation**2) / 2
    return SEEN_S + alone + queued


def _states(cores: int) -> int:
    return min(MAX_STATES, 3 * PLACES * VIDEOS_A_RUN * cores)


def _rates(states: Floats, cores: int, service: Service) -> Floats:
    """Videos a second that become searchable with so many waiting or in work."""
    batch = np.clip(states / (PLACES * cores), 1, VIDEOS_A_RUN)
    busy = np.minimum(states / batch, cores)
    rates: Floats = busy * batch / (service.start_s + batch * service.video_s)
    return rates


def _stationary(rate: float, rates: Floats) -> Floats:
    """Probabilities of the states from none on: each is that before it times `rate / its own rate`."""
    logarithms = np.concatenate(([0.0], np.cumsum(np.log(rate / rates))))
    weights = np.exp(logarithms - logarithms.max())
    probabilities: Floats = weights / weights.sum()
    return probabilities
