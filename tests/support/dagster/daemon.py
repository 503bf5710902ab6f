"""Dagster's daemon under a test's control: sensor and run queue step by step, with real workers."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from tests.support.concurrency.waiting import until
from tests.support.dagster.dagster_internals import (
    ModuleTarget,
    QueuedRunCoordinatorDaemon,
    SensorInstigatorData,
    WorkspaceProcessContext,
    create_daemon_grpc_server_registry,
    execute_concurrency_slots_iteration,
    execute_sensor_iteration,
    freeze_time,
)
from vindex_assets.automation.sensors import uploads
from vindex_assets.runs.in_flight import ACTIVE_STATUSES

DRAIN_DEADLINE_S = 240
STARTED = tuple(status for status in ACTIVE_STATUSES if status != dg.DagsterRunStatus.QUEUED)
EPOCH = datetime.fromtimestamp(0, UTC)
_minutes = itertools.count(2)
LOG = logging.getLogger("vindex.tests.daemon")


@dataclass
class Daemon:
    """The daemon of an instance over one code location, whose code server and workers are processes of their own."""

    context: WorkspaceProcessContext
    queue: QueuedRunCoordinatorDaemon = field(default_factory=lambda: QueuedRunCoordinatorDaemon(interval_seconds=1))

    @property
    def instance(self) -> dg.DagsterInstance:
        """The instance that it works for."""
        return self.context.instance

    def tick(self) -> None:
        """Tick the upload sensor, though its interval has not passed, and queue the runs that it requests."""
        with freeze_time(_later(self._last_tick())):
            self.tick_if_due()

    def tick_if_due(self) -> None:
        """As `tick`, if the interval has passed: so at the first tick, and in a process with another clock."""
        _exhaust(execute_sensor_iteration(self.context, LOG, None, None))

    def start_queued(self) -> None:
        """Start the queued runs that the concurrency limits admit."""
        _exhaust(self.queue.run_iteration(self.context))

    def free_slots(self) -> None:
        """Free the pool slots of killed workers, though the minute that Dagster waits has not passed."""
        with freeze_time(_later()):
            _exhaust(execute_concurrency_slots_iteration(self.context, LOG))

    def drain_queue(self) -> None:
        """Start runs until none is queued or started."""
        until(self._is_drained, deadline_s=DRAIN_DEADLINE_S)

    def _last_tick(self) -> datetime:
        """When a sensor ticked last, by the clock of that process: it may have been a frozen one in the future."""
        data = [state.instigator_data for state in self.instance.all_instigator_state()]
        ticks = [one.last_tick_timestamp for one in data if isinstance(one, SensorInstigatorData)]
        return datetime.fromtimestamp(max(filter(None, ticks), default=0.0), UTC)

    def _is_drained(self) -> bool:
        if self._has_runs(*STARTED):
            return False
        self.free_slots()
        self.start_queued()
        return not self._has_runs(dg.DagsterRunStatus.QUEUED, *STARTED)

    def _has_runs(self, *statuses: dg.DagsterRunStatus) -> bool:
        return bool(self.instance.get_runs(filters=dg.RunsFilter(statuses=list(statuses)), limit=1))


@contextmanager
def open_daemon(instance: dg.DagsterInstance, module: str = "vindex_assets.definitions") -> Iterator[Daemon]:
    """A daemon over the definitions of a module, for the time of the context."""
    target = ModuleTarget(module, attribute=None, working_directory=None, location_name="vindex")
    servers = create_daemon_grpc_server_registry(instance)
    with servers, WorkspaceProcessContext(instance, target, grpc_server_registry=servers) as context:
        _stop_other_sensors(context)
        yield Daemon(context)
    servers.wait_for_processes()


def _later(last: datetime = EPOCH) -> datetime:
    """A time more than a minute after now, after the one before, and after the last tick of any process."""
    return max(datetime.now(UTC), last) + timedelta(minutes=next(_minutes))


def _stop_other_sensors(context: WorkspaceProcessContext) -> None:
    for location in context.create_request_context().code_locations:
        for repository in location.get_repositories().values():
            for sensor in repository.get_sensors():
                if sensor.name != uploads.name:
                    context.instance.stop_sensor(sensor.get_remote_origin_id(), sensor.selector_id, sensor)


def _exhaust(iteration: Iterator[Any]) -> None:
    """Run an iteration of the daemon to its end, and fail on any error that it yields."""
    errors = [error for error in iteration if error is not None and hasattr(error, "to_string")]
    assert not errors, errors[0].to_string()
