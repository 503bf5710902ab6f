"""Dagster's daemon by hand: its sensor and its run queue, each asked when a test wants it, and real workers."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from tests.support.dagster.dagster_internals import (
    ModuleTarget,
    QueuedRunCoordinatorDaemon,
    WorkspaceProcessContext,
    create_daemon_grpc_server_registry,
    execute_concurrency_slots_iteration,
    execute_sensor_iteration,
    freeze_time,
)
from tests.support.waiting import until
from vindex_assets.automation.sensors import uploads
from vindex_assets.runs.in_flight import ACTIVE_STATUSES

PATIENCE_S = 240
STARTED = tuple(status for status in ACTIVE_STATUSES if status != dg.DagsterRunStatus.QUEUED)
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
        """Let the sensor of the uploads look, though its interval has not passed, and queue what it asks for."""
        with freeze_time(_later()):
            self.tick_if_due()

    def tick_if_due(self) -> None:
        """As `tick`, where the interval has passed: so the first time, and in a process whose clock is another's."""
        _exhaust(execute_sensor_iteration(self.context, LOG, None, None))

    def start_queued(self) -> None:
        """Start the queued runs that the limits let start now."""
        _exhaust(self.queue.run_iteration(self.context))

    def free_slots(self) -> None:
        """Give back what killed workers held of the pools, though the minute that Dagster waits has not passed."""
        with freeze_time(_later()):
            _exhaust(execute_concurrency_slots_iteration(self.context, LOG))

    def work(self) -> None:
        """Let the queue be worked off."""
        until(self._has_worked_off, deadline_s=PATIENCE_S)

    def _has_worked_off(self) -> bool:
        if self._are_any(*STARTED):
            return False
        self.free_slots()
        self.start_queued()
        return not self._are_any(dg.DagsterRunStatus.QUEUED, *STARTED)

    def _are_any(self, *statuses: dg.DagsterRunStatus) -> bool:
        return bool(self.instance.get_runs(filters=dg.RunsFilter(statuses=list(statuses)), limit=1))


@contextmanager
def opened_daemon(instance: dg.DagsterInstance, module: str = "vindex_assets.definitions") -> Iterator[Daemon]:
    """A daemon over the definitions of a module while the context lasts."""
    target = ModuleTarget(module, attribute=None, working_directory=None, location_name="vindex")
    servers = create_daemon_grpc_server_registry(instance)
    with servers, WorkspaceProcessContext(instance, target, grpc_server_registry=servers) as context:
        _stop_other_sensors(context)
        yield Daemon(context)
    servers.wait_for_processes()


def _later() -> datetime:
    """A time that is more than a minute after the last one that was given."""
    return datetime.now(UTC) + timedelta(minutes=next(_minutes))


def _stop_other_sensors(context: WorkspaceProcessContext) -> None:
    for location in context.create_request_context().code_locations:
        for repository in location.get_repositories().values():
            for sensor in repository.get_sensors():
                if sensor.name != uploads.name:
                    context.instance.stop_sensor(sensor.get_remote_origin_id(), sensor.selector_id, sensor)


def _exhaust(work: Iterator[Any]) -> None:
    """Do the work of a daemon's round to its end, and let none of its errors pass for a quiet one."""
    errors = [error for error in work if error is not None and hasattr(error, "to_string")]
    assert not errors, errors[0].to_string()
