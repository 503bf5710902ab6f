"""Runs that are lost: a step of theirs has begun, and its process, or its whole host, gives no sign of life any more.

Decided by this process's own clock alone: a heartbeat is lost when looks at it, not far apart, have found it the same
for LOST_AFTER_S. So the clocks of the hosts may say what they like, and a monitor that was stopped or restarted, or
could not read the store, begins anew and only comes later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import dagster as dg
from upath import UPath

from vindex_assets.runs.pool_slots import free_pool_slots
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S, StepHeartbeat
from vindex_search.storage.runs import heartbeats

MAX_GAP_S: Final = 20.0  # between two looks: of a longer one nobody knows whether there were heartbeats to read
STEP_EVENTS: Final = {
    dg.DagsterEventType.STEP_START,
    dg.DagsterEventType.STEP_RESTARTED,
    dg.DagsterEventType.STEP_UP_FOR_RETRY,
    dg.DagsterEventType.STEP_SUCCESS,
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.STEP_SKIPPED,
}
BEGINNINGS: Final = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_RESTARTED}

Step = tuple[str, str, str]
"""Store, run and asset."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A heartbeat as the last look found it.

    Attributes:
        heartbeat: The heartbeat.
        at: When it was looked at, by the monotonic clock.
        unchanged_s: For how long it has been seen unchanged.
    """

    heartbeat: StepHeartbeat
    at: float
    unchanged_s: float = 0.0


class HeartbeatMonitor:
    """Remembers the heartbeats that it has seen.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sightings: dict[Step, Sighting] = {}

    def look(self, root: UPath) -> list[StepHeartbeat]:
        """Read the heartbeats of a store; returns those that are lost."""
        now, found = self._clock(), heartbeats.list_steps(root)
        others = {step: sighting for step, sighting in self._sightings.items() if step[0] != str(root)}
        seen = {_step(root, heartbeat): self._sight(root, heartbeat, now) for heartbeat in found}
        self._sightings = {**others, **seen}
        return [sighting.heartbeat for sighting in seen.values() if sighting.unchanged_s >= LOST_AFTER_S]

    def _sight(self, root: UPath, heartbeat: StepHeartbeat, now: float) -> Sighting:
        before = self._sightings.get(_step(root, heartbeat))
        if before is None or before.heartbeat != heartbeat:
            return Sighting(heartbeat, now)
        return Sighting(heartbeat, now, before.unchanged_s + min(now - before.at, MAX_GAP_S))


def _step(root: UPath, heartbeat: StepHeartbeat) -> Step:
    return str(root), heartbeat.run_id, heartbeat.asset


MONITOR: Final = HeartbeatMonitor()  # of the code server's process, which evaluates the sensors


def fail_lost_runs(instance: dg.DagsterInstance, root: UPath, monitor: HeartbeatMonitor = MONITOR) -> list[str]:
    """Fail the runs one of whose steps is lost; returns their ids.

    Raises:
        OSError: the store cannot be read.
    """
    lost = [heartbeat for heartbeat in monitor.look(root) if _is_in_work(instance, heartbeat)]
    return [heartbeat.run_id for heartbeat in lost if _fail(instance, heartbeat)]


def _is_in_work(instance: dg.DagsterInstance, heartbeat: StepHeartbeat) -> bool:
    """Whether the step has begun, by the event log, and neither ended nor gone back into a queue."""
    events = instance.all_logs(heartbeat.run_id, of_type=STEP_EVENTS)
    own = [event.get_dagster_event() for event in events if event.step_key == heartbeat.asset]
    return bool(own) and own[-1].event_type in BEGINNINGS


def _fail(instance: dg.DagsterInstance, heartbeat: StepHeartbeat) -> bool:
    """Fail the run of a step, unless it has ended meanwhile."""
    run = instance.get_run_by_id(heartbeat.run_id)
    if run is None or run.is_finished:
        return False
    last = datetime.fromtimestamp(heartbeat.at, UTC).isoformat(timespec="seconds")
    instance.report_run_failed(
        run,
        message=f"the step {heartbeat.asset} is lost: process {heartbeat.pid} on {heartbeat.host} gave its last sign "
        f"of life at {last} by its own clock; it was killed, or the host is gone",
    )
    free_pool_slots(instance, run.run_id)
    return True


def remove_ended_heartbeats(instance: dg.DagsterInstance, root: UPath) -> list[str]:
    """Remove the heartbeats of runs that are over; returns the ids of these runs."""
    ended = [run_id for run_id in heartbeats.list_runs(root) if _is_over(instance.get_run_by_id(run_id))]
    _remove_all(root, ended)
    return ended


def _is_over(run: dg.DagsterRun | None) -> bool:
    return run is None or run.is_finished


def _remove_all(root: UPath, run_ids: Sequence[str]) -> None:
    for run_id in run_ids:
        heartbeats.remove_run(root, run_id)
