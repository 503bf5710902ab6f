"""Money: once for the backlog, and each month, by the prices of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.index_memory import IndexMemory
from vindex_assets.capacity.requests import priced
from vindex_assets.capacity.work import HOUR_S, UTILISATION, StepWork
from vindex_search.common.prices import Prices

GB: Final = 1e9
GIB: Final = 2**30
DAYS_A_MONTH: Final = 30
HOURS_A_MONTH: Final = 720
GIB_A_CORE: Final = 8  # of memory that comes with a core of a machine with much of it
LEAST_CORES: Final = 2  # of a service


def work_money(hours: float, work: Mapping[str, StepWork], prices: Prices) -> float:
    """`hours * (core-hours / utilisation * price + GPU-hours / utilisation * price)`."""
    core_h = sum(one.core_s for one in work.values()) / HOUR_S / UTILISATION
    gpu_h = sum(one.gpu_s for one in work.values()) / HOUR_S / UTILISATION
    return hours * (core_h * prices.cpu_hour + gpu_h * prices.gpu_hour)


def store_money(size: float, prices: Prices) -> float:
    """`GB * price`, a month."""
    return size / GB * prices.gb_month


def request_money(requests: Mapping[str, float], prices: Prices) -> float:
    """`(writes + listings + 0.08 * reads) / 1000 * price`."""
    return priced(requests) / 1000 * prices.thousand_requests


def service_cores(memory: IndexMemory) -> float:
    """Cores that a service is paid for: those that come with its memory."""
    return max(LEAST_CORES, memory.total / GIB / GIB_A_CORE)


def service_money(demand: Demand, memory: IndexMemory, prices: Prices) -> float:
    """`services * cores * 720 hours * price`, a month."""
    return demand.services * service_cores(memory) * HOURS_A_MONTH * prices.cpu_hour
