"""The hourly completeness check, never two at once."""

from __future__ import annotations

import dagster as dg

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.automation.schedules import completeness


def tick(home: Home) -> object:
    return completeness(dg.build_schedule_context(instance=home.instance))


def test_a_check_is_requested_where_none_is_active(home: Home) -> None:
    first = tick(home)
    assert isinstance(first, dg.RunRequest)
    run = create_run_for_test(home.instance, "check_completeness", status=dg.DagsterRunStatus.STARTED)
    assert isinstance(tick(home), dg.SkipReason)
    home.instance.report_run_canceled(run)
    assert isinstance(tick(home), dg.RunRequest)
