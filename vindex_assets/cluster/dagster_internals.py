"""Every name of Dagster's private API that the executors use.

They are what `dagster_celery.executor` itself sends a step with, and what Dagster's own in-process and multiprocess
executors are made of; `tests/vindex_assets/runs/test_dagster_internals.py` says which one is gone.
"""

from __future__ import annotations

from dagster._core.events import EngineEventData
from dagster._core.execution.api import ExecuteRunWithPlanIterable
from dagster._core.execution.compute_logs import create_compute_log_file_key
from dagster._core.execution.context_creation_job import PlanExecutionContextManager
from dagster._core.execution.plan.active import ActiveExecution
from dagster._core.execution.plan.execute_plan import _trigger_hook as trigger_hooks
from dagster._core.execution.plan.execute_plan import dagster_event_sequence_for_step
from dagster._core.execution.plan.instance_concurrency_context import InstanceConcurrencyContext
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.in_process import InProcessExecutor
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import pack_value, serialize_value, unpack_value
from dagster._utils.error import serializable_error_info_from_exc_info

__all__ = [
    # What the in-process executor is made of: which steps are ready, their contexts, events, pools, hooks and output.
    "ActiveExecution",
    "EngineEventData",
    "ExecuteRunWithPlanIterable",
    # What a worker is told of a step, and how it is put into a message.
    "ExecuteStepArgs",
    "InProcessExecutor",
    "InstanceConcurrencyContext",
    "PlanExecutionContextManager",
    "RetryMode",
    "create_compute_log_file_key",
    "dagster_event_sequence_for_step",
    "pack_value",
    # An error that is being handled, and an event, as the event log holds them.
    "serializable_error_info_from_exc_info",
    "serialize_value",
    "trigger_hooks",
    "unpack_value",
]
