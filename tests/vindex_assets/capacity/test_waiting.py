"""Waiting: short where there are cores, endless where there are too few."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.capacity.waiting import SEEN_S, Service, time_to_searchable, uploads_by_hour, waiting

SERVICE = Service(start_s=8.0, video_s=100.0)


def test_a_lone_upload_waits_for_its_tick_and_its_run() -> None:
    assert time_to_searchable(0.0, 2, SERVICE) == SEEN_S + 108


@given(rate=st.floats(1e-6, 1e-4), cores=st.integers(2, 64))
def test_with_idle_cores_nothing_waits_for_others(rate: float, cores: int) -> None:
    assert time_to_searchable(rate, cores, SERVICE) == pytest.approx(SEEN_S + 108, rel=0.02)


def test_more_than_the_cores_do_waits_for_ever() -> None:
    assert time_to_searchable(1.1 * 2 * SERVICE.most_a_second, 2, SERVICE) == math.inf


@given(load=st.floats(0.05, 0.85), cores=st.integers(1, 32))
def test_more_uploads_wait_longer(load: float, cores: int) -> None:
    rate = load * cores * SERVICE.most_a_second
    assert time_to_searchable(rate, cores, SERVICE) <= time_to_searchable(1.1 * rate, cores, SERVICE) * (1 + 1e-9)


@given(load=st.floats(0.05, 0.85), cores=st.integers(1, 32))
def test_more_cores_wait_less(load: float, cores: int) -> None:
    rate = load * cores * SERVICE.most_a_second
    assert time_to_searchable(rate, cores + 1, SERVICE) <= time_to_searchable(rate, cores, SERVICE) * (1 + 1e-9)


def test_service_times_that_vary_make_others_wait() -> None:
    rate = 0.8 * SERVICE.most_a_second
    even, uneven = (Service(8.0, 100.0, variation=variation) for variation in (0.5, 2.0))
    assert time_to_searchable(rate, 1, uneven) > time_to_searchable(rate, 1, even)


def test_the_hours_of_a_day_bring_what_the_day_brings() -> None:
    rates = uploads_by_hour(8640.0)
    assert sum(rates) * 3600 == pytest.approx(8640)
    assert max(rates) == pytest.approx(0.2, rel=0.01)


def test_the_busiest_hour_waits_longest() -> None:
    found = waiting(500.0, 2, SERVICE)
    assert found is not None
    assert found.busiest_s > found.mean_s > 0
    assert 0 < found.busiest_load < 1


def test_a_day_with_an_hour_that_is_too_busy_has_no_answer() -> None:
    assert waiting(2 * 86_400 * SERVICE.most_a_second, 2, SERVICE) is None


def test_a_day_without_uploads_waits_for_none() -> None:
    found = waiting(0.0, 1, SERVICE)
    assert found is not None
    assert found.mean_s == SEEN_S + 108
