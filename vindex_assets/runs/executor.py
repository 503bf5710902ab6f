"""Executor of Dagster runs, by the setting VINDEX_EXECUTOR."""

from __future__ import annotations

import dagster as dg

from vindex_search.settings import ExecutorName


def build_executor(name: ExecutorName) -> dg.ExecutorDefinition:
    """The executor of a name.

    Args:
        name: `in_process` runs all steps in the run's process: no step process is left behind when that is killed, and
            models load once per run. `multiprocess` runs each step in a process. `celery` sends each step to the queue
            of its row in `pipeline/policy.py`.
    """
    if name == "in_process":
        return dg.in_process_executor
    if name == "multiprocess":
        return dg.multiprocess_executor
    from vindex_assets.runs.celery_run import watched_celery_executor

    definition: dg.ExecutorDefinition = watched_celery_executor
    return definition
