from __future__ import annotations

import os

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from vindex_assets.runs.watch.run_status import CANCELLED, FAILED, GONE, ask_run, is_orphan
from vindex_assets.runs.watch.verdict import Verdict

STATUS = dg.DagsterRunStatus


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (STATUS.STARTING, None),
        (STATUS.STARTED, None),
        (STATUS.CANCELING, CANCELLED),
        (STATUS.CANCELED, CANCELLED),
        (STATUS.FAILURE, FAILED),
    ],
)
def test_steps_of_a_run_go_on_while_it_is_in_work(status: dg.DagsterRunStatus, expected: Verdict | None) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run = create_run_for_test(instance, status=status)
        assert ask_run(instance, run.run_id) == expected


def test_a_run_that_was_deleted_is_over() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert ask_run(instance, "none") == GONE


def test_a_process_that_was_given_no_step_is_no_orphan() -> None:
    assert not is_orphan(None)
    assert is_orphan(os.getpid())  # whose parent executes no run
