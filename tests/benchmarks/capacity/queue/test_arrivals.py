"""Uploads come at the rates that are asked for."""

from __future__ import annotations

import pytest

from benchmarks.capacity.queue.arrivals import HOUR_S, Traffic, uploads

EVEN = [0.02] * 24


def test_the_number_of_uploads_is_that_of_the_rates() -> None:
    assert len(list(uploads(Traffic(rates=EVEN, video_s=10), 5, seed=1))) == pytest.approx(0.02 * 5 * 86_400, rel=0.03)


def test_uploads_come_in_the_order_of_their_times() -> None:
    times = [one.at for one in uploads(Traffic(rates=EVEN, video_s=10), 1, seed=1)]
    assert times == sorted(times)


def test_an_hour_without_uploads_has_none() -> None:
    only_first = [0.02] + [0.0] * 23
    assert max(one.at for one in uploads(Traffic(rates=only_first, video_s=10), 1, seed=1)) < HOUR_S


def test_uploads_at_once_are_as_many_in_all() -> None:
    together = Traffic(rates=EVEN, video_s=10, at_once=8)
    assert len(list(uploads(together, 20, seed=1))) == pytest.approx(0.02 * 20 * 86_400, rel=0.05)


def test_the_work_of_a_video_has_its_mean_and_variation() -> None:
    traffic = Traffic(rates=EVEN, video_s=100, variation=1.0, factors=(0.5, 1.5))
    works = [one.work_s for one in uploads(traffic, 60, seed=1)]
    mean = sum(works) / len(works)
    variation = (sum((work - mean) ** 2 for work in works) / len(works)) ** 0.5 / mean
    assert mean == pytest.approx(100, rel=0.03)
    assert variation == pytest.approx(traffic.total_variation, rel=0.1)


def test_the_same_seed_gives_the_same_uploads() -> None:
    one, two = (list(uploads(Traffic(rates=EVEN, video_s=10), 1, seed=7)) for _ in range(2))
    assert one == two
