"""Money by price."""

from __future__ import annotations

import pytest

from tests.support.benchmarks.capacity.figures import PRICES
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.index_memory import IndexMemory
from vindex_assets.capacity.money import GIB, request_money, service_money, store_money, work_money
from vindex_assets.capacity.work import StepWork


def test_core_hours_and_gpu_hours_have_prices_of_their_own() -> None:
    work = {"a": StepWork(core_s=0.8 * 3600, gpu_s=0.0), "b": StepWork(core_s=0.0, gpu_s=0.8 * 3600)}
    assert work_money(10, work, PRICES) == pytest.approx(10 * (0.05 + 1.0))


def test_a_gigabyte_has_a_thousand_million_bytes() -> None:
    assert store_money(5e9, PRICES) == pytest.approx(0.1)


def test_requests_are_paid_by_the_thousand_and_reads_at_a_twelfth() -> None:
    assert request_money({"put": 1000, "list": 1000, "get": 12_500}, PRICES) == pytest.approx(0.015)


def test_a_service_is_paid_for_its_memory() -> None:
    large = IndexMemory({}, {"vectors": 80.0 * GIB})
    assert service_money(Demand(hours=1, services=2), large, PRICES) == pytest.approx(2 * 10 * 720 * 0.05)


def test_a_small_service_has_two_cores() -> None:
    assert service_money(Demand(hours=1), IndexMemory({}, {}), PRICES) == pytest.approx(2 * 720 * 0.05)
