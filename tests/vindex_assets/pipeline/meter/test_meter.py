"""The meter of a try: everything that its block used, from whichever thread it is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.media.child_tasks import work_for
from vindex_assets.pipeline.meter import gpu_time
from vindex_assets.pipeline.meter.meter import metered
from vindex_search.sandbox import run_sandboxed
from vindex_search.storage.traffic.count import count


def test_children_and_traffic_are_part_of_the_cost() -> None:
    with metered() as meter:
        run_sandboxed(work_for, 0.3, 64, deadline_s=60)
        count(read=7, written=5, reading_requests=2, writing_requests=1)
    cost = meter.cost()
    assert cost is not None
    assert cost.cpu_s >= 0.3
    assert cost.peak_memory_mib >= 64
    counted = (cost.bytes_read, cost.bytes_written, cost.reading_requests, cost.writing_requests)
    assert counted == (7, 5, 2, 1)


def test_another_thread_may_ask_in_the_middle() -> None:
    with metered() as meter, ThreadPoolExecutor(1) as watch:
        count(read=7)
        cost = watch.submit(meter.cost).result()
    assert cost is not None
    assert cost.bytes_read == 7


@pytest.mark.parametrize("is_on_gpu", [True, False])
def test_model_calls_count_on_a_gpu_alone(monkeypatch: pytest.MonkeyPatch, is_on_gpu: bool) -> None:
    monkeypatch.setattr(gpu_time, "_is_on_gpu", lambda: is_on_gpu)
    with gpu_time.collected() as found, gpu_time.model_call():
        sum(range(100_000))
    assert (found.seconds > 0) == is_on_gpu
