"""The slots of concurrency pools that the steps of a run hold."""

from __future__ import annotations

import dagster as dg


def free_pool_slots(instance: dg.DagsterInstance, run_id: str) -> None:
    """Free the slots of a run whose steps have ended without a word; Dagster's daemon does so a minute later.

    A run whose steps overlap may hold every slot of a pool, for which the next run would wait that long.
    """
    if instance.event_log_storage.supports_global_concurrency_limits:
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)
