"""queue: how many runs wait and run, and how long those waited that have started."""

from __future__ import annotations

import time
from typing import Final

import dagster as dg
import pytest
from dagster import DagsterEvent, DagsterEventType, DagsterRunStatus

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.runs.in_flight import LANE_TAG
from vindex_assets.runs.queue import count_runs, starts_between

STATUSES: Final = {
    DagsterRunStatus.NOT_STARTED: (1, 0),
    DagsterRunStatus.STARTING: (1, 0),
    DagsterRunStatus.STARTED: (0, 1),
    DagsterRunStatus.CANCELING: (0, 1),
    DagsterRunStatus.SUCCESS: (0, 0),
}


def start(home: Home, run: dg.DagsterRun) -> None:
    home.instance.report_dagster_event(
        DagsterEvent(DagsterEventType.RUN_START.value, job_name=run.job_name), run.run_id
    )


def create(home: Home, **tags: str) -> dg.DagsterRun:
    run: dg.DagsterRun = create_run_for_test(home.instance, job_name="job", tags=tags)
    return run


@pytest.mark.parametrize("status", STATUSES)
def test_runs_are_counted_by_whether_they_have_a_slot(home: Home, status: DagsterRunStatus) -> None:
    create_run_for_test(home.instance, job_name="job", status=status)
    assert count_runs(home.instance) == STATUSES[status]


def test_a_run_that_started_has_waited_since_it_was_requested(home: Home) -> None:
    before = time.time()
    run, other = create(home, **{LANE_TAG: "live"}), create(home)
    create(home)  # waits still
    start(home, run)
    start(home, other)
    found = starts_between(home.instance, before, time.time())
    assert sorted(each.lane for each in found) == ["live", "other"]
    assert all(0 <= each.waited_s < 60 for each in found)


def test_a_start_is_found_once_also_where_the_run_changes_later(home: Home) -> None:
    run = create(home)
    start(home, run)
    after = time.time()
    home.instance.report_run_failed(run)
    assert starts_between(home.instance, after, time.time()) == []
