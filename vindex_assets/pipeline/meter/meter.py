"""The meter of one try of a step on one video."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from vindex_assets.pipeline.meter import gpu_time
from vindex_assets.pipeline.meter.process_shares import SHARES, Share
from vindex_search.common.text import visible
from vindex_search.contract.runs.step_cost import StepCost
from vindex_search.sandbox import usage
from vindex_search.storage.traffic.count import Traffic, counted

log = logging.getLogger("vindex.steps")


class Meter:
    """What a try has used so far; the watch of the step may ask from another thread.

    Args:
        share: Its share of this process.
        children: What its sandboxed children took.
        traffic: What it read and wrote.
        gpu: Its time on a GPU.
    """

    def __init__(self, share: Share, children: usage.ChildUsage, traffic: Traffic, gpu: gpu_time.GpuTime) -> None:
        self._share, self._children, self._traffic, self._gpu = share, children, traffic, gpu

    def cost(self) -> StepCost | None:
        """What was used so far; None where that cannot be measured: it is logged, and no reason for a step to fail."""
        try:
            SHARES.look(self._share)
            return self._cost()
        except (OSError, ValueError) as error:
            log.warning("%s", visible(f"what a step used cannot be measured: {error}"))
            return None

    def _cost(self) -> StepCost:
        return StepCost(
            cpu_s=round(self._share.cpu_s + self._children.cpu_s, 3),
            gpu_s=round(self._gpu.seconds, 3),
            bytes_read=self._traffic.bytes_read,
            bytes_written=self._traffic.bytes_written,
            reading_requests=self._traffic.reading_requests,
            writing_requests=self._traffic.writing_requests,
            peak_memory_mib=round(self._share.peak_mib + self._children.peak_mib, 1),
            is_shared=self._share.is_shared,
        )


@contextmanager
def metered() -> Iterator[Meter]:
    """Context manager around a try, in the thread that works on it."""
    share = SHARES.begin()
    try:
        with ExitStack() as stack:
            children, gpu = stack.enter_context(usage.collected()), stack.enter_context(gpu_time.collected())
            yield Meter(share, children, stack.enter_context(counted()), gpu)
    finally:
        SHARES.end(share)
