"""The executor of Dagster runs, by the setting VINDEX_EXECUTOR: on this machine, or on the workers of a cluster."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_search.settings import Settings

FORKED: Final = {"start_method": {"forkserver": {"preload_modules": ["vindex_assets.definitions"]}}}


def choose_executor(settings: Settings) -> dg.ExecutorDefinition:
    """The executor of the settings.

    `in_process` runs all steps in the run's process, those at the same time that do not wait for each other: no step
    process is left behind when that is killed, and models load once per run. `multiprocess` runs each step in a
    process, which a server that has imported the definitions forks: one that imports them itself cannot be cancelled
    meanwhile. `celery` sends each step to the queue of its row in `pipeline/policy.py`; it is loaded where it is used.

    Raises:
        ValueError: `celery` without a broker.
    """
    if settings.executor == "in_process":
        from vindex_assets.cluster.threads.executor import step_threads_executor

        return step_threads_executor
    if settings.executor == "multiprocess":
        return dg.multiprocess_executor.configured(FORKED, name="multiprocess")
    from vindex_assets.cluster.executor import cluster_executor

    return cluster_executor(settings)
