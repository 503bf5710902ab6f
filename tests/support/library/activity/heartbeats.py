"""Heartbeats and attempts as the pipeline writes them."""

from __future__ import annotations

from typing import Any

from vindex_search.contract.runs.heartbeat import StepHeartbeat, WorkerHeartbeat
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.contract.runs.step_cost import StepCost

BEGAN = 1_767_225_600.0  # 2026-01-01T00:00:00 UTC
COST = StepCost(
    cpu_s=3.5,
    gpu_s=0.0,
    bytes_read=2_000_000,
    bytes_written=30_000,
    reading_requests=5,
    writing_requests=4,
    peak_memory_mib=812.0,
    is_shared=False,
)


def step(video_id: str = "team--a-0123456789", **changed: Any) -> StepHeartbeat:
    """A step that hears a video, half done."""
    fields = {"run_id": "r1", "asset": "transcript", "video_id": video_id, "share": 0.5, "began": BEGAN}
    return StepHeartbeat(**{**fields, "at": BEGAN + 30, "host": "host-1", "pid": 41, "queue": "gpu", **changed})


def worker(name: str = "gpu@host-1", **changed: Any) -> WorkerHeartbeat:
    """A worker of the queue of that step, on its machine."""
    fields = {"name": name, "host": "host-1", "pid": 7, "queues": ("gpu",), "concurrency": 1, "revision": "abc"}
    return WorkerHeartbeat(**{**fields, "is_draining": False, "at": BEGAN + 30, **changed})


def attempt(asset: str = "transcript", *, at: float = 0.0, **changed: Any) -> StepAttempt:
    """A try of a step that made its artefact; `at` seconds after BEGAN."""
    fields = {"run_id": "r1", "asset": asset, "try_number": 0, "revision": "1", "asked_by": "sensor"}
    more = {"began": BEGAN + at, "seconds": 2.0, "outcome": "made", "reason": "", "host": "host-1"}
    return StepAttempt(**{**fields, **more, **changed})
