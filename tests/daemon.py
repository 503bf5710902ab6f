"""Dagster's daemon by hand: its sensor and its run queue, each asked when a test wants it, and real workers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
from dagster._core.test_utils import create_test_daemon_workspace_context, freeze_time
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster._daemon.sensor import execute_sensor_iteration

from vindex_assets.runs import UNDER_WAY
from vindex_assets.sensors import uploads

PATIENCE_S = 240
BETWEEN_TICKS = timedelta(minutes=1)
LOG = logging.getLogger("vindex.tests.daemon")


@dataclass
class Daemon:
    """The daemon of an instance over one code location, whose code server and workers are processes of their own."""

    context: WorkspaceProcessContext
    queue: QueuedRunCoordinatorDaemon = field(default_factory=lambda: QueuedRunCoordinatorDaemon(interval_seconds=1))
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def instance(self) -> dg.DagsterInstance:
        """The instance that it works for."""
        return self.context.instance

    def tick(self) -> None:
        """Let the sensor of the uploads look, though its interval has not passed, and queue what it asks for."""
        self.clock += BETWEEN_TICKS
        with freeze_time(self.clock):
            _exhaust(execute_sensor_iteration(self.context, LOG, None, None))

    def start_queued(self) -> None:
        """Start the queued runs that the limits let start now."""
        _exhaust(self.queue.run_iteration(self.context))

    def work(self) -> None:
        """Let the queue be worked off."""
        while self._runs(dg.DagsterRunStatus.QUEUED):
            self.start_queued()
            self.until(lambda: not self._runs(*(set(UNDER_WAY) - {dg.DagsterRunStatus.QUEUED})))

    def until(self, happened: Callable[[], bool]) -> None:
        """Until something is true.

        Raises:
            TimeoutError: it did not become so.
        """
        end = time.monotonic() + PATIENCE_S
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError(f"{PATIENCE_S} s have passed")
            time.sleep(0.05)

    def _runs(self, *statuses: dg.DagsterRunStatus) -> Sequence[dg.DagsterRun]:
        return self.instance.get_runs(filters=dg.RunsFilter(statuses=list(statuses)))


@contextmanager
def opened_daemon(instance: dg.DagsterInstance, module: str = "vindex_assets.definitions") -> Iterator[Daemon]:
    """A daemon over the definitions of a module while the context lasts."""
    target = ModuleTarget(module, attribute=None, working_directory=None, location_name="vindex")
    with create_test_daemon_workspace_context(target, instance) as context:
        _stop_other_sensors(context)
        yield Daemon(context)


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
