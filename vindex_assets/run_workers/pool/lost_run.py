"""The run of a worker that has died, which nobody else would end."""

from __future__ import annotations

import dagster as dg

from vindex_assets.run_workers.dagster_internals import InstanceRef, deserialize_value, get_run_crash_explanation
from vindex_assets.runs.pool_slots import free_pool_slots


def fail_lost_run(run_id: str, instance_ref: str, exit_code: int) -> None:
    """Report a run as failed with the exit code of its worker, unless it was over; as a code server does it."""
    with dg.DagsterInstance.from_ref(deserialize_value(instance_ref, InstanceRef)) as instance:
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return
        instance.report_engine_event(get_run_crash_explanation(f"The worker process of run {run_id}", exit_code), run)
        if run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run)
        else:
            instance.report_run_failed(run)
        free_pool_slots(instance, run_id)
