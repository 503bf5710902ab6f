"""What work and storage come to."""

from __future__ import annotations

import pytest

from tests.support.library.activity.report_tables import filmed, tried, unmeasured, with_hours
from vindex_search.common.prices import Prices
from vindex_search.videos.report.costs import cost_per_hour, cost_per_month
from vindex_search.videos.report.figures import StoredKind
from vindex_search.videos.report.steps import step_figures

PRICES = Prices(cpu_hour=0.5, gpu_hour=2.0, gb_month=0.25, thousand_requests=10.0)
LONG = filmed("a", duration_s=3600.0)


def test_an_hour_of_video_costs_its_processors_its_gpu_and_its_writes() -> None:
    step, _ = step_figures(with_hours([tried("a", cpu_s=3600.0, gpu_s=1800.0, writing_requests=50)], [LONG]))
    assert cost_per_hour(step, PRICES) == pytest.approx(0.5 + 1.0 + 0.5)


def test_what_was_not_measured_has_no_cost() -> None:
    step, _ = step_figures(with_hours([unmeasured("a")], [LONG]))
    assert cost_per_hour(step, PRICES) is None


def test_the_store_costs_by_its_bytes() -> None:
    stored = [StoredKind(kind="audio", bytes=3 * 10**9), StoredKind(kind="other", bytes=10**9)]
    assert cost_per_month(stored, PRICES) == 1.0
