"""Steps that do not wait for each other run at the same time; everything else is as under Dagster's own executor."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import dagster as dg
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster.dagster_internals import instance_for_test
from vindex_assets.cluster.choose_executor import choose_executor
from vindex_assets.cluster.threads import executor, step_thread
from vindex_search.settings import Settings

WAIT_S = 60.0
Work = Callable[[], object]
WORK: dict[str, Work] = {}  # what the steps of `diamond` do in a test; nothing where it says nothing
HOOKED: list[str] = []


@dg.success_hook
def noted(context: dg.HookContext) -> None:
    """Note that a step has succeeded."""
    HOOKED.append(context.step_key)


def op(name: str, *inputs: str, retry_policy: dg.RetryPolicy | None = None, pool: str | None = None) -> dg.OpDefinition:
    """A step that does what `WORK` says."""
    ins = {each: dg.In(dg.Nothing) for each in inputs}

    @dg.op(name=name, ins=ins, out=dg.Out(dg.Nothing), retry_policy=retry_policy, pool=pool)
    def body() -> None:
        WORK.get(name, lambda: None)()

    return body


def diamond() -> dg.JobDefinition:
    """first -> left, right -> last, under the executor of the settings; `left` may be tried twice, in a pool of one."""
    first, last = op("first"), op("last", "left", "right")
    left = op("left", "first", retry_policy=dg.RetryPolicy(max_retries=1), pool="one")
    right = op("right", "first", pool="one")

    @dg.job(executor_def=choose_executor(Settings(executor="in_process")), hooks={noted})
    def diamond_job() -> None:
        begun = first()
        last(left=left(first=begun), right=right(first=begun))

    return diamond_job


@pytest.fixture
def instance(tmp_path: object) -> Iterator[dg.DagsterInstance]:
    """An instance over SQLite: that in memory has no pools."""
    WORK.clear()
    HOOKED.clear()
    with instance_for_test(temp_dir=str(tmp_path)) as instance:
        yield instance


def run(instance: dg.DagsterInstance) -> dg.DagsterRunStatus:
    """One run of the diamond."""
    with dg.execute_job(dg.reconstructable(diamond), instance=instance) as result:
        found = instance.get_run_by_id(result.run_id)
    assert found is not None
    return found.status


def events(instance: dg.DagsterInstance, kind: dg.DagsterEventType) -> set[str]:
    """The steps that have an event of a kind."""
    (newest,) = instance.get_runs(limit=1)
    return {str(event.step_key) for event in instance.all_logs(newest.run_id, of_type=kind)}


def wait_for_ever() -> None:
    until(lambda: False)


def fail() -> None:
    raise RuntimeError("broken")


def no_step_is_left() -> bool:
    return not [thread for thread in threading.enumerate() if thread.name.startswith("step-")]


def test_steps_that_do_not_wait_for_each_other_run_at_the_same_time(instance: dg.DagsterInstance) -> None:
    meeting = threading.Barrier(2)
    WORK.update(dict.fromkeys(("left", "right"), lambda: meeting.wait(WAIT_S)))
    assert run(instance) == dg.DagsterRunStatus.SUCCESS


def test_a_step_waits_for_those_that_it_depends_on(instance: dg.DagsterInstance) -> None:
    order: list[str] = []
    for name in ("first", "left", "right", "last"):
        WORK[name] = partial(order.append, name)
    assert run(instance) == dg.DagsterRunStatus.SUCCESS
    assert (order[0], sorted(order[1:3]), order[3]) == ("first", ["left", "right"], "last")


def test_a_step_that_fails_does_not_stop_the_one_beside_it(instance: dg.DagsterInstance) -> None:
    has_failed = threading.Event()

    def fail_first() -> None:
        has_failed.set()
        fail()

    WORK.update(right=fail_first, left=lambda: has_failed.wait(WAIT_S))
    assert run(instance) == dg.DagsterRunStatus.FAILURE
    assert events(instance, dg.DagsterEventType.STEP_SUCCESS) == {"first", "left"}
    assert "last" not in events(instance, dg.DagsterEventType.STEP_START)


def test_a_step_is_tried_again_by_its_policy(instance: dg.DagsterInstance) -> None:
    tries: list[int] = []

    def fail_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            fail()

    WORK["left"] = fail_once
    assert run(instance) == dg.DagsterRunStatus.SUCCESS
    assert events(instance, dg.DagsterEventType.STEP_RESTARTED) == {"left"}


def test_steps_of_a_pool_of_one_follow_each_other(instance: dg.DagsterInstance) -> None:
    instance.event_log_storage.set_concurrency_slots("one", 1)
    alone = threading.Lock()

    def work() -> None:
        assert alone.acquire(blocking=False)
        alone.release()

    WORK.update(left=work, right=work)
    assert run(instance) == dg.DagsterRunStatus.SUCCESS
    assert instance.event_log_storage.get_concurrency_info("one").active_slot_count == 0


def test_hooks_are_called(instance: dg.DagsterInstance) -> None:
    assert run(instance) == dg.DagsterRunStatus.SUCCESS
    assert sorted(HOOKED) == ["first", "last", "left", "right"]


def test_an_interrupt_of_the_process_ends_the_run_after_its_steps(instance: dg.DagsterInstance) -> None:
    """Steps outside of a watched stretch of work are not broken off: they end by themselves, and no other begins."""
    is_interrupted = threading.Event()

    def interrupt() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        is_interrupted.set()

    WORK.update(left=interrupt, right=lambda: is_interrupted.wait(WAIT_S))
    assert run(instance) == dg.DagsterRunStatus.FAILURE
    assert "last" not in events(instance, dg.DagsterEventType.STEP_START)
    assert no_step_is_left()


def test_no_step_outlives_a_run_whose_main_thread_fails(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_failed = threading.Event()
    ended: list[bool] = []

    def break_after_right(context: Any, *_others: object) -> list[dg.DagsterEvent]:
        if context.step.key == "right":
            has_failed.set()
            raise OSError("no space is left")
        return []

    WORK["left"] = lambda: ended.append(has_failed.wait(WAIT_S))
    monkeypatch.setattr(executor, "trigger_hooks", break_after_right)
    assert run(instance) == dg.DagsterRunStatus.FAILURE
    assert ended == [True]
    assert no_step_is_left()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # that is what is tried
def test_a_step_whose_thread_vanishes_ends_the_run(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the memory is used up: what a thread would say of its end cannot be made any more."""
    made = step_thread.StepEnd

    def end(key: str, error: BaseException | None) -> step_thread.StepEnd:
        if key == "left":
            raise MemoryError
        return made(key, error)

    monkeypatch.setattr(step_thread, "StepEnd", end)
    assert run(instance) == dg.DagsterRunStatus.FAILURE
    (newest,) = instance.get_runs(limit=1)
    assert any("step 'left' ended without a word" in str(event) for event in instance.all_logs(newest.run_id))
