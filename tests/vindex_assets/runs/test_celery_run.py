"""The process that carries a run under Celery ends with the run, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from vindex_assets.runs.celery_run import END_S, RunProcessWatch
from vindex_assets.runs.executor import build_executor


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def test_it_ends_once_the_run_has_been_over_for_a_while(instance: dg.DagsterInstance) -> None:
    run = create_run_for_test(instance, status=dg.DagsterRunStatus.STARTED)
    now, ended = 0.0, list[float]()
    watch = RunProcessWatch(instance, run.run_id, end=lambda: ended.append(now), clock=lambda: now)
    for seconds in (0.0, 2 * END_S):
        now = seconds
        watch._poll()
    instance.report_run_failed(run)
    for seconds in (100.0, 100.0 + END_S - 1.0, 100.0 + END_S):
        now = seconds
        watch._poll()
    assert ended == [100.0 + END_S]


def test_a_run_that_was_deleted_is_over(instance: dg.DagsterInstance) -> None:
    times = iter([0.0, 0.0, END_S])
    ended = list[bool]()
    watch = RunProcessWatch(instance, "none", end=lambda: ended.append(True), clock=lambda: next(times))
    watch._poll()
    watch._poll()
    assert ended == [True]


def test_the_executor_takes_the_settings_of_dagsters_own() -> None:
    from dagster_celery import celery_executor

    def fields(definition: Any) -> set[str]:
        return set(definition.config_schema.as_field().config_type.fields)

    made = build_executor("celery")
    assert made.name == celery_executor.name
    assert fields(made) == fields(celery_executor)
