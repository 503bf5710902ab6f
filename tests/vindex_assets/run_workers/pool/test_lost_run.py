"""lost_run: the run of a worker that died is ended once, as what it was to become."""

from __future__ import annotations

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.run_workers.dagster_internals import serialize_value
from vindex_assets.run_workers.pool.lost_run import fail_lost_run

STATUS = dg.DagsterRunStatus


@pytest.mark.parametrize(
    ("before", "after"),
    [(STATUS.STARTED, STATUS.FAILURE), (STATUS.CANCELING, STATUS.CANCELED), (STATUS.SUCCESS, STATUS.SUCCESS)],
)
def test_it_is_ended_unless_it_was_over(home: Home, before: STATUS, after: STATUS) -> None:
    run = create_run_for_test(home.instance, status=before)
    fail_lost_run(run.run_id, serialize_value(home.instance.get_ref()), -9)
    found = home.instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == after


def test_the_log_says_what_ended_the_worker(home: Home) -> None:
    run = create_run_for_test(home.instance, status=STATUS.STARTED)
    fail_lost_run(run.run_id, serialize_value(home.instance.get_ref()), -9)
    said = [
        entry.get_dagster_event().message or ""
        for entry in home.instance.all_logs(run.run_id)
        if entry.is_dagster_event
    ]
    assert any("SIGKILL" in message for message in said)


def test_a_run_that_was_deleted_is_left_alone(home: Home) -> None:
    fail_lost_run("no-such-run", serialize_value(home.instance.get_ref()), 1)
    assert home.instance.get_runs() == []
