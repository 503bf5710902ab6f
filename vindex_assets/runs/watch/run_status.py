"""What the status of a run says of its steps that are still in work."""

from __future__ import annotations

import multiprocessing
from typing import Final

import dagster as dg

from vindex_assets.runs.watch.verdict import Verdict

STATUS: Final = dg.DagsterRunStatus
CANCELLED: Final = Verdict("run_cancelled", "the run was cancelled")
FAILED: Final = Verdict("run_failed", "the run was given up as failed while this step was still at work")
GONE: Final = Verdict("run_failed", "the run was deleted while this step was still at work")
ORPHANED: Final = Verdict("run_failed", "the process that carried the run ended while this step was still at work")
VERDICTS: Final = {
    STATUS.CANCELING: CANCELLED,
    STATUS.CANCELED: CANCELLED,
    STATUS.FAILURE: FAILED,
    STATUS.SUCCESS: FAILED,
}


def ask_run(instance: dg.DagsterInstance, run_id: str) -> Verdict | None:
    """Ask the instance whether a run is over; None: its steps are to go on."""
    run = instance.get_run_by_id(run_id)
    return VERDICTS.get(run.status) if run else GONE


def is_orphan(executor: int | None) -> bool:
    """Whether the process that gave the step to this one is gone."""
    parent = multiprocessing.parent_process()
    return executor is not None and not (parent and parent.pid == executor and parent.is_alive())
