"""The formula of `vindex capacity` and the simulated queue agree within a bound, up to four fifths of what cores do."""

from __future__ import annotations

import math
from itertools import islice

from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.capacity.queue.arrivals import Traffic, uploads
from benchmarks.capacity.queue.simulation import simulate
from vindex_assets.capacity.waiting import Service, time_to_searchable

BOUND = 1.5  # a mean of the simulation over that of the formula, and the other way round
VIDEOS = 800  # so many give a mean whose own error is some tenths at four fifths of the load
EXAMPLES = 12
OVERLOAD = 400
MAX_DAYS = 10_000  # until so many videos have come


@settings(max_examples=EXAMPLES, derandomize=True)
@given(
    cores=st.sampled_from([1, 2, 4, 16]),
    start_s=st.floats(2.0, 20.0),
    video_s=st.floats(10.0, 400.0),
    load=st.floats(0.05, 0.7),
)
@example(cores=2, start_s=8.0, video_s=100.0, load=0.6)
def test_the_formula_gives_what_the_simulation_does(cores: int, start_s: float, video_s: float, load: float) -> None:
    service = Service(start_s, video_s)
    rate = load * cores * service.most_a_second
    traffic = Traffic(rates=[rate] * 24, video_s=video_s)
    simulated = simulate(islice(uploads(traffic, MAX_DAYS, seed=1), VIDEOS), cores=cores, start_s=start_s).mean()
    assert 1 / BOUND <= time_to_searchable(rate, cores, service) / simulated <= BOUND


def test_where_the_formula_sees_no_end_the_queue_outlasts_the_uploads() -> None:
    service = Service(8.0, 30.0)
    rate = 1.5 * service.most_a_second
    arriving = islice(uploads(Traffic(rates=[rate] * 24, video_s=30.0), MAX_DAYS, seed=1), OVERLOAD)
    waits = simulate(arriving, cores=1, start_s=8.0).waits
    assert time_to_searchable(rate, 1, service) == math.inf
    assert max(at + wait for at, wait in waits) > 1.2 * max(at for at, _ in waits)
