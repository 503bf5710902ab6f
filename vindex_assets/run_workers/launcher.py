"""Dagster's run launcher of one machine: hands runs to resident workers, where `vindex dagster` keeps some.

Elsewhere (`dagster dev`, a pool that has ended, code that was changed, a code location of somebody else) it is
Dagster's own launcher, which has the code server start a process for the run.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any, Final

import dagster as dg

from vindex_assets.run_workers.dagster_internals import (
    GRPC_INFO_TAG,
    CheckRunHealthResult,
    LaunchRunContext,
    WorkerStatus,
    serialize_value,
)
from vindex_assets.run_workers.wire import ADDRESS_TAG, Question, ask, pool_address
from vindex_assets.runs.in_flight import is_orphaned
from vindex_assets.runs.worker_tag import WORKER_TAG
from vindex_search.common.text import visible

DEFINITIONS: Final = "vindex_assets.definitions"

log = logging.getLogger("vindex.run_workers")


class ResidentRunLauncher(dg.DefaultRunLauncher):
    """Launches runs in resident workers; `run_launcher` of `dagster_home/dagster.yaml` names it."""

    def launch_run(self, context: LaunchRunContext) -> None:
        """Hand a run to a worker, or launch it as Dagster does by itself."""
        address = pool_address()
        if not (address and _is_ours(context.dagster_run) and self._hand_over(context, address)):
            super().launch_run(context)

    def _hand_over(self, context: LaunchRunContext, address: str) -> bool:
        """Whether a worker has taken the run; the tags are written before it begins, as both change the run's row."""
        instance, run_id = self._instance, context.dagster_run.run_id
        question = Question(
            ask="reserve",
            run_id=run_id,
            instance=serialize_value(instance.get_ref()),
            code_server=_code_server(context),
        )
        worker = _try(address, question)
        if not worker:
            return False
        instance.add_run_tags(run_id, {ADDRESS_TAG: address, WORKER_TAG: worker})
        return bool(_try(address, Question(ask="execute", run_id=run_id)))

    def terminate(self, run_id: str) -> bool:
        """Interrupt a run, as a user cancels it; returns whether its worker was told."""
        run = self._instance.get_run_by_id(run_id)
        address = run.tags.get(ADDRESS_TAG) if run and not run.is_finished else None
        if run is None or address is None or GRPC_INFO_TAG in run.tags:
            return bool(super().terminate(run_id))  # type: ignore[no-untyped-call]  # Dagster's is not annotated
        self._instance.report_run_canceling(run)
        return bool(_try(address, Question(ask="interrupt", run_id=run_id)))

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Dagster's monitor may ask for the health of workers."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the worker of a run is alive; of a run that a code server started that server knows by itself."""
        if ADDRESS_TAG in run.tags and GRPC_INFO_TAG not in run.tags and is_orphaned(self._instance, run):
            return CheckRunHealthResult(WorkerStatus.FAILED, "the run's worker process is gone")
        return CheckRunHealthResult(WorkerStatus.RUNNING)


def wake() -> None:
    """Have the pool beside this process load the models in a worker, because runs are likely to come soon."""
    if address := pool_address():
        _try(address, Question(ask="wake"))


def _try(address: str, question: Question) -> str:
    """The pool's answer; "no" where it does not answer."""
    with suppress(OSError):
        return ask(address, question)
    log.info("%s", visible(f"the pool of run workers does not answer: {question.ask}"))
    return ""


def _is_ours(run: dg.DagsterRun) -> bool:
    """Whether a run is of our definitions, which are what the workers have loaded."""
    origin = run.job_code_origin
    pointer: Any = origin.repository_origin.code_pointer if origin else None
    return getattr(pointer, "module", "") == DEFINITIONS


def _code_server(context: LaunchRunContext) -> str:
    """Identity of the code server that a run's definitions were loaded by; empty where it has none."""
    origin = context.dagster_run.remote_job_origin
    if origin is None or context.workspace is None:
        return ""
    location = context.workspace.get_code_location(origin.repository_origin.code_location_origin.location_name)
    return str(getattr(location, "server_id", ""))
