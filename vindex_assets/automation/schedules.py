"""The schedules: the completeness check and the report, once an hour each."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.automation.jobs import completeness_job, report_job
from vindex_assets.runs.in_flight import is_job_active

EVERY_HOUR: Final = "17 * * * *"  # not on the hour, when everything else of a machine begins
EVERY_HOUR_LATER: Final = "47 * * * *"  # when the check of that hour is over
HIGH_PRIORITY: Final = {"dagster/priority": "100"}  # it takes a minute and must not wait behind a backlog of videos
LOW_PRIORITY: Final = {"dagster/priority": "-100"}  # nobody waits for it, and the next hour makes it again


@dg.schedule(
    job=completeness_job,
    cron_schedule=EVERY_HOUR,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Checks every hour whether a video was skipped or lacks something.",
)
def completeness(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One tick: request a check where none is queued or started."""
    if is_job_active(context.instance, completeness_job.name):
        return dg.SkipReason("the check before is still under way")
    return dg.RunRequest(tags=HIGH_PRIORITY)


@dg.schedule(
    job=report_job,
    cron_schedule=EVERY_HOUR_LATER,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Brings the report of the library up to date every hour.",
)
def library_report(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One tick: request a report where none is queued or started."""
    if is_job_active(context.instance, report_job.name):
        return dg.SkipReason("the report before is still under way")
    return dg.RunRequest(tags=LOW_PRIORITY)
