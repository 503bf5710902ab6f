"""The watch over real steps: a cancelled video, a deadline, the heartbeat, and what is put in place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import dagster as dg
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster.step_runs import StepRuns, register_uploads
from tests.support.library.home import Home
from vindex_assets.failures import Transient
from vindex_assets.pipeline import policy
from vindex_assets.pipeline.step import supervision
from vindex_assets.pipeline.video_records import count_attempt
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.runs.watch import watch
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.records import AttemptsRecord, FailureRecord
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.contract.runs.heartbeat import StepHeartbeat
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.runs.history import list_attempts

STATUS = dg.DagsterRunStatus
Work = Callable[[VideoTask], None]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch that looks at once."""
    for name in ("TICK_S", "LOOK_S", "HEARTBEAT_S", "OWN_INTERRUPT_S"):
        monkeypatch.setattr(watch, name, 0.01)
    monkeypatch.setattr(supervision, "ASK_INTERVAL_S", 0.01)


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """An empty library whose instance is in memory: a third of the time."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield replace(home, instance=instance)


@pytest.fixture
def steps(home: Home) -> StepRuns:
    return StepRuns(home)


def block() -> None:
    """Work that takes for ever."""
    threading.Event().wait()


def cancelled_in(video: str) -> Work:
    """Work during which somebody cancels a video, and which takes for ever on it."""

    def work(task: VideoTask) -> None:
        count_attempt(task.library.store, task.video_id, task.revision, task.run_id)
        if task.video_id == video:
            task.library.store.write_record(video, CancelRecord(task.revision, "now", "somebody"))
            block()

    return work


def status(home: Home, result: dg.ExecuteInProcessResult) -> dg.DagsterRunStatus:
    found = home.instance.get_run_by_id(result.run_id)
    assert found is not None
    return found.status


def test_a_video_that_is_cancelled_is_passed_over_and_the_others_go_on(home: Home, steps: StepRuns) -> None:
    first, cancelled, last = register_uploads(home, "a", "b", "c")
    steps.video = cancelled_in(cancelled)
    assert steps.run([first, cancelled, last]).success
    store = home.library.store
    assert steps.worked_on("video") == [first, cancelled, last]
    assert steps.worked_on("frames") == [first, last]
    assert store.read_record(cancelled, FailureRecord) is None
    assert store.read_record(cancelled, AttemptsRecord) is None
    assert store.read_record(last, AttemptsRecord) is not None
    assert {(attempt.asset, attempt.outcome) for attempt in list_attempts(store, cancelled)} == {
        ("video", "cancelled"),
        ("frames", "cancelled"),
    }


def test_one_that_is_due_again_meanwhile_is_left_to_another_run(home: Home, steps: StepRuns) -> None:
    first, cancelled = register_uploads(home, "a", "b")
    store = home.library.store
    steps.video = cancelled_in(cancelled)
    steps.frames = lambda _: store.remove_record(cancelled, CancelRecord)  # at the first video; the other comes next
    assert steps.run([first, cancelled]).success
    assert steps.worked_on("frames") == [first]
    steps.video = steps.frames = lambda _: None
    assert steps.run([first, cancelled]).success
    assert steps.worked_on("frames") == [first, cancelled]


def test_a_run_all_of_whose_videos_were_cancelled_is_cancelled(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    steps.video = cancelled_in(video)
    assert status(home, steps.run([video])) == STATUS.CANCELED
    assert steps.calls == [("video", video)]


def test_a_cancellation_of_an_earlier_revision_is_none(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    home.library.store.write_record(video, CancelRecord("another revision", "now", "somebody"))
    assert steps.run([video]).success


def test_a_step_beyond_its_deadline_is_tried_again_and_then_recorded_with_a_sentence(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")
    row = replace(policy.POLICIES["frames"], step_base_s=0.01, step_share=0.005)
    monkeypatch.setitem(policy.POLICIES, "frames", row)
    steps.frames = lambda _: block()
    assert not steps.run([video]).success
    assert steps.worked_on("frames") == [video] * 3
    failure = home.library.store.read_record(video, FailureRecord)
    assert failure is not None
    assert failure.kind == "transient"
    assert failure.reason == "frames took longer than the 0 s that it may take for a video of 2 s"


def test_the_heartbeat_names_the_video_and_its_share_and_goes_with_the_step(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    root, seen = home.library.store.root, list[StepHeartbeat]()

    def work(task: VideoTask) -> None:
        task.report_progress(0.25)
        until(lambda: [beat for beat in heartbeats.list_steps(root) if beat.share == 0.25])
        seen.extend(heartbeats.list_steps(root))

    steps.video = work
    result = steps.run([video])
    assert [(beat.run_id, beat.asset, beat.video_id) for beat in seen] == [(result.run_id, "video", video)]
    assert heartbeats.list_steps(root) == []


def test_a_store_and_an_instance_that_are_away_end_no_step(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")
    asked = threading.Event()

    def away(*_: object) -> None:
        asked.set()
        raise ConnectionError("away")

    monkeypatch.setattr(heartbeats, "write_step", away)
    monkeypatch.setattr(watch, "ask_run", away)
    steps.video = lambda _: until(asked.is_set)
    assert steps.run([video]).success


@pytest.mark.parametrize("artefact", [True, False])
def test_a_run_that_was_failed_while_its_process_stood_still_puts_nothing_in_place(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch, artefact: bool
) -> None:
    """The watch has not looked since, as after SIGSTOP and SIGCONT."""
    (video,) = register_uploads(home, "a")
    monkeypatch.setattr(watch, "LOOK_S", 1e9)

    def work(task: VideoTask) -> None:
        run = home.instance.get_run_by_id(task.run_id)
        assert run is not None
        home.instance.report_run_failed(run)
        monkeypatch.setattr(watch, "HEARTBEAT_S", 0.0 if artefact else 1e9)
        if not artefact:
            task.library.store.publish(video, "aaaa", 1)

    steps.frames = work
    assert status(home, steps.run([video])) == STATUS.FAILURE
    assert home.library.store.stamp(video, FRAMES) is None
    assert home.library.store.published() == {}


def test_before_a_publication_an_instance_that_is_away_is_waited_for_and_then_the_step_is_tried_again(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")
    answers = iter([ConnectionError("away"), None])

    def ask(*_: object) -> None:
        if problem := next(answers, None):
            raise problem

    monkeypatch.setattr(watch, "LOOK_S", 1e9)
    monkeypatch.setattr(watch, "ask_run", ask)
    steps.frames = lambda task: task.library.store.publish(video, "aaaa", 1)
    assert steps.run([video]).success
    answers = iter([ConnectionError("away")] * 100)
    monkeypatch.setattr(supervision, "ASK_S", 0.0)
    with pytest.raises(Transient, match="could not be asked"):
        supervision._wait_for(ask)
