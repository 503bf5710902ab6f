"""Dagster's Celery executor, with what a cluster needs: see `sent_step.py` and `queues.py`."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import dagster as dg
import redis
from dagster_celery.config import TASK_EXECUTE_PLAN_NAME
from dagster_celery.core_execution_loop import core_celery_execution_loop
from dagster_celery.executor import CeleryExecutor
from dagster_celery.tags import DAGSTER_CELERY_QUEUE_TAG
from dagster_celery.tasks import create_task
from kombu.exceptions import OperationalError

from vindex_assets.cluster.celery_app import BROKER_RETRIES, BROKER_RETRY_S, broker_url, celery_configuration
from vindex_assets.cluster.claims import StepClaims
from vindex_assets.cluster.dagster_internals import (
    ExecuteStepArgs,
    RetryMode,
    pack_value,
    serializable_error_info_from_exc_info,
    serialize_value,
)
from vindex_assets.cluster.queues import DEFAULT_QUEUE, broker_priority, queue_of, workspace_of_run
from vindex_assets.cluster.sent_step import SentStep
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.settings import Settings

PRIORITY_TAG: Final = "dagster/priority"


def cluster_executor(settings: Settings) -> dg.ExecutorDefinition:
    """The executor that sends each step to the queue of its row in `pipeline/policy.py`.

    Raises:
        ValueError: the settings have no broker.
    """
    url, own = broker_url(settings), settings.own_queue_names

    @dg.executor(name="celery", requirements=dg.multiple_process_executor_requirements())
    def celery(_context: dg.InitExecutorContext) -> QueueExecutor:
        return QueueExecutor(url, own)

    return celery


class QueueExecutor(CeleryExecutor):
    """Sends the steps of a run to the workers' queues, and waits for them.

    Args:
        url: Of the broker, which keeps the results too.
        own: The workspaces that have queues of their own.
    """

    def __init__(self, url: str, own: frozenset[str]) -> None:
        options = {"broker": url, "backend": url, "config_source": celery_configuration()}
        super().__init__(RetryMode.ENABLED, **options)  # type: ignore[no-untyped-call]  # it ships no types
        self._own = own

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[dg.DagsterEvent]:
        """Run all steps of a plan; the run is tagged with this process, which is to be alive as long as it lasts."""
        plan_context.instance.add_run_tags(plan_context.run_id, worker_tag())
        send = partial(self._send, StepClaims.open(self.broker))
        events: Iterator[dg.DagsterEvent] = core_celery_execution_loop(plan_context, execution_plan, send)
        return events

    def _send(
        self, claims: StepClaims, app: Any, plan: Any, step: Any, _queue: str, _priority: int, known_state: Any
    ) -> SentStep:
        """Send one step; called by Dagster's loop."""
        tags = plan.dagster_run.tags
        queue = queue_of(step.tags.get(DAGSTER_CELERY_QUEUE_TAG, DEFAULT_QUEUE), workspace_of_run(tags), self._own)
        arguments = {
            "execute_step_args_packed": pack_value(self._step_arguments(plan, step, known_state)),
            "executable_dict": plan.reconstructable_job.to_dict(),
        }
        options = {"queue": queue, "priority": broker_priority(int(tags.get(PRIORITY_TAG, 0)))}
        task = app.tasks.get(TASK_EXECUTE_PLAN_NAME) or create_task(app)
        result = _publish(task.si(**arguments), **options)
        crash = partial(self._record_crash, plan.for_step(step), known_state)
        return SentStep(result, queue, claims, crash=crash, check_run=partial(_require_unfinished, plan))

    def _step_arguments(self, plan: Any, step: Any, known_state: Any) -> ExecuteStepArgs:
        return ExecuteStepArgs(
            job_origin=plan.reconstructable_job.get_python_origin(),
            run_id=plan.run_id,
            step_keys_to_execute=[step.key],
            instance_ref=plan.instance.get_ref(),
            retry_mode=self.retries.for_inner_plan(),
            known_state=known_state,
        )

    def _record_crash(self, step_context: Any, known_state: Any, crash: Exception) -> str:
        try:
            raise crash
        except Exception:  # noqa: BLE001 - Dagster takes an error from the stack
            error = serializable_error_info_from_exc_info(sys.exc_info())
        event: str = serialize_value(self.log_failure_or_retry_event_after_error(step_context, error, known_state))
        return event


def _publish(signature: Any, **options: Any) -> Any:
    """Send a task; a broker that is away is waited for. The id is the same each time, so that one delivery counts."""
    task_id = str(uuid.uuid4())
    for _ in range(BROKER_RETRIES):
        try:
            return signature.apply_async(task_id=task_id, **options)
        except (OperationalError, redis.ConnectionError, redis.TimeoutError, RuntimeError):
            time.sleep(BROKER_RETRY_S)  # RuntimeError: the result backend's word for a lost connection
    return signature.apply_async(task_id=task_id, **options)


def _require_unfinished(plan: Any) -> None:
    """Raise an interrupt where a run is over: it was failed because it seemed lost, or was cancelled by force."""
    run = plan.instance.get_run_by_id(plan.run_id)
    if run is None or run.is_finished:
        raise dg.DagsterExecutionInterruptedError("the run is over already")
