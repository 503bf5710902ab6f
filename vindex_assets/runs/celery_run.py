"""The process that carries a run under Celery: it hands steps to queues, and waits for their results.

Dagster's executor for Celery (dagster-celery 0.29) waits for the result of a step that was sent for as long as it may
take, though its worker is gone and the run was failed or cancelled long ago. So a thread ends that process.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import dagster as dg
from dagster_celery import celery_executor
from dagster_celery.executor import CeleryExecutor

from vindex_assets.runs.watch.process_end import end_process, is_own_process
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.common.polling import PollingThread
from vindex_search.common.text import visible
from vindex_search.contract.runs.heartbeat import HEARTBEAT_S

if TYPE_CHECKING:
    from collections.abc import Callable

END_S: Final = 30.0  # after the end of the run: steps that live stop in ten seconds, and their results arrive

log = logging.getLogger("vindex.runs")


class RunProcessWatch(PollingThread):
    """Ends this process where its run has been over for END_S.

    Args:
        instance: Dagster's instance.
        run_id: The run.
        end: Ends the process.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        instance: dg.DagsterInstance,
        run_id: str,
        *,
        end: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(f"run-{run_id}", interval_s=HEARTBEAT_S)
        self._instance, self._run_id = instance, run_id
        self._end, self._clock = end, clock
        self._over_since: float | None = None

    def _poll(self) -> None:
        run = self._instance.get_run_by_id(self._run_id)
        if run and not run.is_finished:
            self._over_since = None
            return
        if self._over_since is None:
            self._over_since = self._clock()
        if self._clock() - self._over_since >= END_S:
            log.warning("%s", visible(f"the run {self._run_id} is over, and results of its steps do not arrive"))
            self._end()


class WatchedCeleryExecutor(CeleryExecutor):
    """Dagster's executor for Celery, in a process that is tagged as the run's and ends with it."""

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[dg.DagsterEvent]:
        """Execute the run; its events as they arrive."""
        instance, run_id = plan_context.instance, plan_context.dagster_run.run_id
        instance.add_run_tags(run_id, worker_tag())
        execute: Any = super().execute  # dagster-celery has no types
        with watched_process(instance, run_id):
            yield from execute(plan_context, execution_plan)


@contextmanager
def watched_process(instance: dg.DagsterInstance, run_id: str) -> Iterator[None]:
    """Context manager for the length of a run: this process ends with it, where it carries nothing else."""
    if not is_own_process():
        yield
        return
    with RunProcessWatch(instance, run_id, end=lambda: end_process(lambda: None)):
        yield


def _create(context: dg.InitExecutorContext) -> dg.Executor:
    """Dagster's own executor for Celery by the run's configuration, as one that is watched."""
    executor: dg.Executor = _UNTYPED.executor_creation_fn(context)
    executor.__class__ = WatchedCeleryExecutor  # it has no state of its own
    return executor


_UNTYPED: Any = celery_executor
watched_celery_executor: Final = dg.ExecutorDefinition(
    name=celery_executor.name,
    config_schema=_UNTYPED.config_schema,
    requirements=dg.multiple_process_executor_requirements(),
    executor_creation_fn=_create,
)
