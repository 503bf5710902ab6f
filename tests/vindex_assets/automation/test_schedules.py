"""The hourly completeness check and report, never two of one at once."""

from __future__ import annotations

import dagster as dg

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.automation.schedules import completeness, library_report


def tick(home: Home) -> object:
    return completeness(dg.build_schedule_context(instance=home.instance))


def test_a_check_is_requested_where_none_is_active(home: Home) -> None:
    first = tick(home)
    assert isinstance(first, dg.RunRequest)
    run = create_run_for_test(home.instance, "check_completeness", status=dg.DagsterRunStatus.STARTED)
    assert isinstance(tick(home), dg.SkipReason)
    home.instance.report_run_canceled(run)
    assert isinstance(tick(home), dg.RunRequest)


def test_a_report_is_requested_where_none_is_active_and_lets_everything_go_first(home: Home) -> None:
    context = dg.build_schedule_context(instance=home.instance)
    first = library_report(context)
    assert isinstance(first, dg.RunRequest)
    assert int(first.tags["dagster/priority"]) < 0
    create_run_for_test(home.instance, "report", status=dg.DagsterRunStatus.STARTED)
    assert isinstance(library_report(context), dg.SkipReason)
