"""The Celery task of a step, as a worker carries it out: once, and only while its run waits for it."""

from __future__ import annotations

from functools import cache
from typing import Any

import dagster as dg
from celery import Task
from celery.exceptions import Ignore
from dagster_celery.config import dict_wrapper
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from vindex_assets.cluster.celery_app import broker_url, celery_configuration
from vindex_assets.cluster.claims import StepClaims
from vindex_assets.cluster.dagster_internals import ExecuteStepArgs, unpack_value
from vindex_search.settings import Settings


class StepTask(Task):  # type: ignore[misc]  # it ships no types
    """Dagster's own task for a step, behind two questions: is somebody at it already, and is its run over."""

    abstract = True
    resultrepr_maxsize = 64  # in the worker's log: the events of a step are in Dagster's

    def before_start(self, task_id: str, _arguments: Any, options: dict[str, Any]) -> None:
        """Take the claim of the step.

        Raises:
            Ignore: another delivery of it is at work or has ended, or nobody waits for it.
        """
        if not open_claims(self.app.conf.broker_url).take(task_id, self.request.hostname):
            raise Ignore("another delivery of this step is at work, has ended, or was given up")
        if not _is_awaited(options["execute_step_args_packed"]):
            raise Ignore("the run of this step is over")

    def after_return(self, _status: str, _value: Any, task_id: str, *_rest: Any) -> None:
        """Note that the step has ended."""
        open_claims(self.app.conf.broker_url).finish(task_id)


def worker_app(settings: Settings) -> Any:
    """The Celery application of a worker.

    Raises:
        ValueError: the settings have no broker.
    """
    url = broker_url(settings)
    app = make_app({"broker": url, "backend": url, "config_source": dict_wrapper(celery_configuration())})
    create_task(app, base=StepTask)
    return app


@cache
def open_claims(url: str) -> StepClaims:
    """The claims of a broker, with one pool of connections a process: a forked process opens its own."""
    return StepClaims.open(url)


def _is_awaited(packed: Any) -> bool:
    """Whether the run of a step goes on and is not being cancelled."""
    arguments: ExecuteStepArgs = unpack_value(packed, as_type=ExecuteStepArgs)
    if arguments.instance_ref is None:
        return False
    with dg.DagsterInstance.from_ref(arguments.instance_ref) as instance:
        run = instance.get_run_by_id(arguments.run_id)
    return run is not None and not run.is_finished and run.status != dg.DagsterRunStatus.CANCELING
