"""A step that gives no sign of life is lost by the monitor's own clock, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dagster as dg
import pytest
from dagster import DagsterEvent, DagsterEventType
from hypothesis import given
from hypothesis import strategies as st
from upath import UPath

from tests.support.dagster.dagster_internals import StepFailureData, StepSuccessData, create_run_for_test
from vindex_assets.runs.lost_runs import MAX_GAP_S, HeartbeatMonitor, fail_lost_runs, remove_ended_heartbeats
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S, StepHeartbeat
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.store import Store

BEAT = StepHeartbeat("", "frames", "team--a", 0.5, began=1.0, at=2.0, host="worker-7", pid=4242)
LOOK_S = 10.0
ENDS: dict[DagsterEventType, Any] = {
    DagsterEventType.STEP_SUCCESS: StepSuccessData(duration_ms=1.0),  # type: ignore[no-untyped-call]  # Dagster's own
    DagsterEventType.STEP_FAILURE: StepFailureData(error=None, user_failure_data=None),  # type: ignore[no-untyped-call]  # Dagster's own
}
LOOKS = int(LOST_AFTER_S / LOOK_S) + 1  # until one that stays the same is lost


class Clock:
    """Monotonic seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def root(store: Store) -> UPath:
    return store.root


@pytest.fixture
def clock() -> Clock:
    return Clock()


def started_run(instance: dg.DagsterInstance, *events: DagsterEventType) -> str:
    """A run whose step `frames` has these events."""
    run = create_run_for_test(instance, status=dg.DagsterRunStatus.STARTED)
    for kind in events:
        event = DagsterEvent(kind.value, job_name=run.job_name, step_key="frames", event_specific_data=ENDS.get(kind))
        instance.report_dagster_event(event, run.run_id)
    return str(run.run_id)


def look(instance: dg.DagsterInstance, root: UPath, clock: Clock, monitor: HeartbeatMonitor, times: int) -> list[str]:
    """Looks at an interval; returns the runs that were failed."""
    failed: list[str] = []
    for _ in range(times):
        failed += fail_lost_runs(instance, root, monitor)
        clock.now += LOOK_S
    return failed


def test_a_step_without_a_sign_of_life_fails_its_run_and_says_which_and_where(
    instance: dg.DagsterInstance, root: UPath, clock: Clock
) -> None:
    run_id, monitor = started_run(instance, DagsterEventType.STEP_START), HeartbeatMonitor(clock)
    heartbeats.write_step(root, replace(BEAT, run_id=run_id))
    assert look(instance, root, clock, monitor, LOOKS - 1) == []
    assert look(instance, root, clock, monitor, 1) == [run_id]
    (event,) = instance.all_logs(run_id, of_type=DagsterEventType.RUN_FAILURE)
    message = str(event.get_dagster_event().message)
    assert all(part in message for part in ("frames", "worker-7", "4242", "1970-01-01T00:00:02+00:00"))
    assert look(instance, root, clock, monitor, 1) == []


def test_signs_of_life_whatever_the_clock_of_their_host_says_keep_it(
    instance: dg.DagsterInstance, root: UPath, clock: Clock
) -> None:
    run_id, monitor = started_run(instance, DagsterEventType.STEP_START), HeartbeatMonitor(clock)
    for at in range(3 * LOOKS):
        heartbeats.write_step(root, replace(BEAT, run_id=run_id, at=-1e9 if at % 2 else 1e9))
        assert look(instance, root, clock, monitor, 1) == []


@pytest.mark.parametrize(
    "events",
    [
        (),
        (DagsterEventType.STEP_START, DagsterEventType.STEP_SUCCESS),
        (DagsterEventType.STEP_START, DagsterEventType.STEP_FAILURE),
        (DagsterEventType.STEP_START, DagsterEventType.STEP_UP_FOR_RETRY),
    ],
)
def test_a_step_that_waits_or_has_ended_is_not_lost(
    instance: dg.DagsterInstance, root: UPath, clock: Clock, events: tuple[DagsterEventType, ...]
) -> None:
    heartbeats.write_step(root, replace(BEAT, run_id=started_run(instance, *events)))
    assert look(instance, root, clock, HeartbeatMonitor(clock), 2 * LOOKS) == []


def test_one_that_was_begun_again_is(instance: dg.DagsterInstance, root: UPath, clock: Clock) -> None:
    kinds = (DagsterEventType.STEP_START, DagsterEventType.STEP_UP_FOR_RETRY, DagsterEventType.STEP_RESTARTED)
    run_id = started_run(instance, *kinds)
    heartbeats.write_step(root, replace(BEAT, run_id=run_id))
    assert look(instance, root, clock, HeartbeatMonitor(clock), LOOKS) == [run_id]


def test_a_monitor_that_could_not_look_for_an_hour_has_seen_nothing_meanwhile(
    instance: dg.DagsterInstance, root: UPath, clock: Clock
) -> None:
    run_id, monitor = started_run(instance, DagsterEventType.STEP_START), HeartbeatMonitor(clock)
    heartbeats.write_step(root, replace(BEAT, run_id=run_id))
    assert look(instance, root, clock, monitor, 1) == []
    clock.now += 3600.0
    assert look(instance, root, clock, monitor, 1) == []


@given(gaps=st.lists(st.floats(0.0, 1e6), max_size=20))
def test_whatever_the_gaps_it_takes_as_many_looks_as_fit_into_the_time(gaps: list[float]) -> None:
    clock = Clock()
    monitor, unchanged_s = HeartbeatMonitor(clock), 0.0
    root = UPath("memory://lost-runs")
    heartbeats.write_step(root, replace(BEAT, run_id="r"))
    for number, gap in enumerate([0.0, *gaps]):
        clock.now += gap
        unchanged_s += min(gap, MAX_GAP_S) if number else 0.0
        assert bool(monitor.look(root)) == (unchanged_s >= LOST_AFTER_S)


def test_heartbeats_of_runs_that_are_over_are_removed(instance: dg.DagsterInstance, root: UPath) -> None:
    working = started_run(instance)
    ended = create_run_for_test(instance, status=dg.DagsterRunStatus.CANCELED).run_id
    for run_id in (working, ended, "deleted"):
        heartbeats.write_step(root, replace(BEAT, run_id=run_id))
    assert set(remove_ended_heartbeats(instance, root)) == {ended, "deleted"}
    assert heartbeats.list_runs(root) == [working]
