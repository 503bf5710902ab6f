"""Every name of Dagster's private API that the executor of a cluster uses.

They are what `dagster_celery.executor` itself sends a step with; `tests/vindex_assets/runs/test_dagster_internals.py`
says which one is gone.
"""

from __future__ import annotations

from dagster._core.execution.retries import RetryMode
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import pack_value, serialize_value, unpack_value
from dagster._utils.error import serializable_error_info_from_exc_info

__all__ = [
    # What a worker is told of a step, and how it is put into a message.
    "ExecuteStepArgs",
    "RetryMode",
    "pack_value",
    # An error that is being handled, and an event, as the event log holds them.
    "serializable_error_info_from_exc_info",
    "serialize_value",
    "unpack_value",
]
