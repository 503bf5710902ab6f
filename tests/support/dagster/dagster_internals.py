"""Every name of Dagster's private API that the tests use. No other file of the tests may import from `dagster._*`.

`tests/vindex_assets/runs/test_dagster_internals.py` says which one is gone after an upgrade and what to do.
"""

from __future__ import annotations

from dagster._core.execution.plan.objects import StepFailureData, StepSuccessData
from dagster._core.instance.config import dagster_instance_config
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import SensorInstigatorData
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.test_utils import create_run_for_test, freeze_time, instance_for_test
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.controller import create_daemon_grpc_server_registry
from dagster._daemon.monitoring.concurrency import execute_concurrency_slots_iteration
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster._daemon.sensor import execute_sensor_iteration

__all__ = [
    # What a run prints
    "CapturedLogContext",
    # A queued run, without a code location
    "GrpcServerCodeLocationOrigin",
    "LocalComputeLogManager",
    # A code location with servers of its own, as the daemon has it
    "ModuleTarget",
    # The rounds of the daemon, one by one
    "QueuedRunCoordinatorDaemon",
    "RemoteJobOrigin",
    "RemoteRepositoryOrigin",
    # When a sensor ticked last
    "SensorInstigatorData",
    # The ends of steps, without steps
    "StepFailureData",
    "StepSuccessData",
    "WorkspaceProcessContext",
    # Runs in any state, the daemon's clock, an instance with settings
    "create_daemon_grpc_server_registry",
    "create_run_for_test",
    # Reads the configuration of an instance, and raises where it is not valid
    "dagster_instance_config",
    "execute_concurrency_slots_iteration",
    "execute_sensor_iteration",
    "freeze_time",
    "instance_for_test",
    # Makes an engine for each statement, by `create_engine`
    "sqlite_event_log",
]
