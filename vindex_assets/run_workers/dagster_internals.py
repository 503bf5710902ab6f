"""Every name of Dagster's private API that the run workers use.

They are what `dagster api execute_run` carries out a run with, and what a run launcher has to return;
`tests/vindex_assets/runs/test_dagster_internals.py` says which one is gone.
"""

from __future__ import annotations

from dagster._cli.api import _execute_run_command_body
from dagster._core.instance.ref import InstanceRef
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.tags import GRPC_INFO_TAG
from dagster._serdes import deserialize_value, serialize_value
from dagster._utils import get_run_crash_explanation
from dagster._utils.interrupts import capture_interrupts, pop_captured_interrupt

execute_run = _execute_run_command_body

__all__ = [
    # Tag of a run that a code server has started.
    "GRPC_INFO_TAG",
    # A worker's health, as Dagster's monitor asks a launcher for it.
    "CheckRunHealthResult",
    # The instance that a run belongs to, as a code server is told of it too.
    "InstanceRef",
    # What a launcher is told of a run.
    "LaunchRunContext",
    "WorkerStatus",
    # SIGINT and SIGTERM wait until Dagster is ready to end a run in order.
    "capture_interrupts",
    "deserialize_value",
    # What `dagster api execute_run` does in its process.
    "execute_run",
    # The exit code of a process as a sentence.
    "get_run_crash_explanation",
    "pop_captured_interrupt",
    "serialize_value",
    # Where the engines of SQLite files are made, with `create_engine`.
    "sqlite_event_log",
    "sqlite_run_storage",
]
