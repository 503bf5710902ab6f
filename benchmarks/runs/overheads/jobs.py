"""The jobs of `benchmarks.runs.overheads`: a chain of empty steps, and many steps that sleep."""

from __future__ import annotations

import os
import time
from typing import Final

import dagster as dg

from vindex_assets.cluster.choose_executor import choose_executor
from vindex_search.settings import Settings

CHAIN_STEPS: Final = 8  # as many as the asset graph has
WIDE_STEPS: Final = 24
SLEEP_S: Final = 1.0
CPU: Final = {"dagster-celery/queue": "cpu"}


def _executor() -> dg.ExecutorDefinition:
    """Of the environment, read as the job is built: a worker builds it anew."""
    name = os.environ.get("BENCHMARK_EXECUTOR", "celery")
    return choose_executor(Settings.model_validate({"executor": name, "broker": os.environ.get("VINDEX_BROKER")}))


def chain_job() -> dg.JobDefinition:
    """Empty steps, one after the other."""

    @dg.op(tags=CPU, ins={"before": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
    def empty() -> None:
        """Do nothing."""

    @dg.job(executor_def=_executor())
    def chain() -> None:
        last = empty.alias("step_0")()
        for number in range(1, CHAIN_STEPS):
            last = empty.alias(f"step_{number}")(last)

    return chain


def wide_job() -> dg.JobDefinition:
    """Steps that sleep, none after another."""

    @dg.op(tags=CPU, out=dg.Out(dg.Nothing))
    def sleeping() -> None:
        """Sleep."""
        time.sleep(SLEEP_S)

    @dg.job(executor_def=_executor())
    def wide() -> None:
        for number in range(WIDE_STEPS):
            sleeping.alias(f"step_{number}")()

    return wide
