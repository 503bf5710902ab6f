"""Which worker is at work on what, from the heartbeats of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from vindex_search.contract.runs.heartbeat import StepHeartbeat, WorkerHeartbeat
from vindex_search.videos.activity.signs import SeenStep, SeenWorker

WorkerState = Literal["idle", "busy", "draining", "silent"]
WORKER_STATES: Final[tuple[WorkerState, ...]] = get_args(WorkerState)


@dataclass(frozen=True, slots=True)
class BusyWorker:
    """A worker with the steps that it is at work on."""

    worker: SeenWorker
    steps: tuple[SeenStep, ...]

    @property
    def state(self) -> WorkerState:
        """`silent`: no sign of life; `draining`: it takes no further step; else `busy` or `idle`."""
        if self.worker.is_silent:
            return "silent"
        if self.worker.heartbeat.is_draining:
            return "draining"
        return "busy" if self.steps else "idle"


def busy_workers(workers: Sequence[SeenWorker], steps: Sequence[SeenStep]) -> tuple[list[BusyWorker], list[SeenStep]]:
    """Every worker with its steps, and the steps of none of them.

    A step is a worker's own where it is its process, or where no other worker of its machine takes steps from its
    queue: a worker starts a process for each step. Steps of runs that need no worker have no queue.
    """
    taken: dict[str, list[SeenStep]] = {seen.heartbeat.name: [] for seen in workers}
    others: list[SeenStep] = []
    for step in steps:
        owner = _owner(step.heartbeat, [seen.heartbeat for seen in workers])
        (taken[owner] if owner else others).append(step)
    return [BusyWorker(seen, tuple(taken[seen.heartbeat.name])) for seen in workers], others


def count_states(workers: Iterable[BusyWorker]) -> dict[WorkerState, int]:
    """Number of workers by state."""
    counts: dict[WorkerState, int] = dict.fromkeys(WORKER_STATES, 0)
    for worker in workers:
        counts[worker.state] += 1
    return counts


def _owner(step: StepHeartbeat, workers: Sequence[WorkerHeartbeat]) -> str:
    """Name of the worker that a step belongs to; empty where that cannot be told."""
    there = [worker for worker in workers if worker.host == step.host]
    same_process = [worker for worker in there if worker.pid == step.pid]
    likely = same_process or [worker for worker in there if step.queue and step.queue in worker.queues]
    return likely[0].name if len(likely) == 1 else ""
