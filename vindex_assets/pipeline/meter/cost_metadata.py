"""The cost of a try as Dagster shows it beside a materialisation: numbers, which it plots over time."""

from __future__ import annotations

from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_search.contract.runs.step_cost import StepCost


def cost_metadata(cost: StepCost | None) -> Metadata:
    """What was used so far; nothing where it was not measured, and no GPU and no requests where there are none."""
    if cost is None:
        return {}
    gpu = {"gpu_seconds": cost.gpu_s} if cost.gpu_s else {}
    requests = cost.reading_requests + cost.writing_requests
    return {
        "cpu_seconds": cost.cpu_s,
        **gpu,
        "peak_memory_mib": cost.peak_memory_mib,
        "bytes_read": cost.bytes_read,
        "bytes_written": cost.bytes_written,
        **({"requests": requests} if requests else {}),
    }
