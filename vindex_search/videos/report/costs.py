"""What work and storage come to, with the prices of the settings.

Work is what was used: processor seconds by the hour of a core, GPU seconds by the hour of a GPU, and requests that
write or list. A machine that waits for work, and requests that only read (a tenth of the price), are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vindex_search.common.prices import Prices
from vindex_search.videos.report.figures import StepFigures, StoredKind

HOUR_S: Final = 3600.0
GB: Final = 1e9
THOUSAND: Final = 1e3


def cost_per_hour(step: StepFigures, prices: Prices) -> float | None:
    """What a step costs for an hour of video; None where nothing was measured."""
    if step.cpu_s is None:
        return None
    cpu = step.cpu_s / HOUR_S * prices.cpu_hour
    gpu = (step.gpu_s or 0.0) / HOUR_S * prices.gpu_hour
    return cpu + gpu + (step.writing_requests or 0.0) / THOUSAND * prices.thousand_requests


def cost_per_month(stored: Iterable[StoredKind], prices: Prices) -> float:
    """What the storage costs a month."""
    return sum(kind.bytes for kind in stored) / GB * prices.gb_month
