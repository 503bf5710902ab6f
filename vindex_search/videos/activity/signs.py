"""Signs of life as they were seen: heartbeats of steps and workers, each with how long it has stayed the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from vindex_search.contract.runs.heartbeat import LOST_AFTER_S, StepHeartbeat, WorkerHeartbeat
from vindex_search.contract.runs.queue import QueueRecord


@dataclass(frozen=True, slots=True)
class SeenStep:
    """The heartbeat of a step, and for how many seconds it has been seen unchanged; 0 at the first look."""

    heartbeat: StepHeartbeat
    silent_s: float = 0.0

    @property
    def is_silent(self) -> bool:
        """Whether its process, or its machine, is likely gone."""
        return self.silent_s >= LOST_AFTER_S


@dataclass(frozen=True, slots=True)
class SeenWorker:
    """The heartbeat of a worker, and for how many seconds it has been seen unchanged; 0 at the first look."""

    heartbeat: WorkerHeartbeat
    silent_s: float = 0.0

    @property
    def is_silent(self) -> bool:
        """Whether its process, or its machine, is likely gone."""
        return self.silent_s >= LOST_AFTER_S


@dataclass(frozen=True, slots=True)
class Work:
    """What is worked on at one time, and what waits.

    Attributes:
        steps: The steps in work, ordered by run and asset.
        workers: The workers, ordered by name; none where runs are executed in the daemon's own processes.
        queue: The queue as the sensor saw it; None: no sensor has ticked yet.
        queue_silent_s: Seconds since that tick: for how long it has been seen unchanged, or by the clocks of both
            machines as long as no change of it was seen.
    """

    steps: tuple[SeenStep, ...] = ()
    workers: tuple[SeenWorker, ...] = ()
    queue: QueueRecord | None = None
    queue_silent_s: float = 0.0

    def on_video(self, video_id: str) -> tuple[SeenStep, ...]:
        """The steps that are working on a video."""
        return tuple(step for step in self.steps if step.heartbeat.video_id == video_id)

    def videos(self) -> frozenset[str]:
        """The videos that a step is working on."""
        return frozenset(step.heartbeat.video_id for step in self.steps) - {""}


NO_WORK = Work()


def latest(steps: Sequence[SeenStep]) -> SeenStep | None:
    """The step that shows how far its video is: of those that live, the one that began last; None of none."""
    return max(steps, key=lambda step: (not step.is_silent, step.heartbeat.began, step.heartbeat.asset), default=None)


def iso_time(seconds: float) -> str:
    """Seconds since 1970 in ISO 8601, UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
