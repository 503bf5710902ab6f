"""The executor by its setting: where the steps of a run are carried out."""

from __future__ import annotations

import dagster as dg

from vindex_search.settings import ExecutorName


def build_executor(name: ExecutorName) -> dg.ExecutorDefinition:
    """The executor that `VINDEX_EXECUTOR` names.

    `in_process` leaves no step process behind when its worker is killed and loads each model once per run;
    `multiprocess` runs a process per step; `celery` sends each step to the queue of its row in `pipeline/policy.py`.
    """
    if name == "in_process":
        return dg.in_process_executor
    if name == "multiprocess":
        return dg.multiprocess_executor
    from dagster_celery import celery_executor

    celery: dg.ExecutorDefinition = celery_executor
    return celery
