"""The executor of Dagster runs, by the setting VINDEX_EXECUTOR: on this machine, or on the workers of a cluster."""

from __future__ import annotations

import dagster as dg

from vindex_assets.runs.executor import build_executor
from vindex_search.settings import Settings


def choose_executor(settings: Settings) -> dg.ExecutorDefinition:
    """The executor of the settings; Celery is loaded where it is used.

    Raises:
        ValueError: `celery` without a broker.
    """
    if settings.executor != "celery":
        return build_executor(settings.executor)
    from vindex_assets.cluster.executor import cluster_executor

    return cluster_executor(settings)
