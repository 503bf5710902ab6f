"""Runs of the jobs of operators, as Dagster runs them."""

from __future__ import annotations

from typing import Any

import dagster as dg

from tests.support.library.home import Home
from vindex_assets.definitions import defs


def run(home: Home, job: str, op: str, **config: object) -> dict[str, Any]:
    """The metadata of the output of a job; it has to succeed."""
    result = execute(home, job, op, **config)
    assert result.success
    event = next(event for event in result.all_events if event.is_successful_output)
    return dict(event.step_output_data.metadata)


def execute(home: Home, job: str, op: str, **config: object) -> dg.ExecuteInProcessResult:
    """The result of a job whose only op has this configuration."""
    run_config = {"ops": {op: {"config": config}}}
    return defs.resolve_job_def(job).execute_in_process(
        run_config=run_config, instance=home.instance, raise_on_error=False
    )


def failure_reason(result: dg.ExecuteInProcessResult) -> str:
    """What the failed step of a job says."""
    assert not result.success
    failures = [event for event in result.all_events if event.is_step_failure]
    return str(failures[0].step_failure_data.error_display_string)
