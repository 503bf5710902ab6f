"""What becomes of a step, its retries and the steps after it, where work on videos fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import dagster as dg
import pytest

from tests.support.dagster.step_runs import StepRuns, register_uploads
from tests.support.library.home import Home
from vindex_assets.failures import Cancelled, Permanent, Transient, Unavailable
from vindex_assets.pipeline import progress
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.video_records import count_attempt, record_failure
from vindex_assets.pipeline.video_task import NOT_REGISTERED, VideoTask
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.contract.record_format import NewerRecord
from vindex_search.contract.records import AttemptsRecord, FailureRecord, UploadRecord
from vindex_search.index.base import IndexUnavailable
from vindex_search.settings import settings

RETRIES = POLICIES["video"].retries


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """An empty library whose instance is in memory: a third of the time."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield replace(home, instance=instance)


@pytest.fixture
def steps(home: Home) -> StepRuns:
    return StepRuns(home)


def failing(why: Exception, *videos: str) -> Callable[[VideoTask], None]:
    """Work that fails on some videos, each time."""

    def work(task: VideoTask) -> None:
        if task.video_id in videos:
            raise why

    return work


def recorded(home: Home, video: str) -> FailureRecord | None:
    return home.library.store.read_record(video, FailureRecord)


def described(result: dg.ExecuteInProcessResult) -> list[tuple[str, str]]:
    """Step and description of each failure of a step."""
    found = []
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data.user_failure_data
            assert data is not None
            found.append((str(event.step_key), str(data.description)))
    return found


def test_what_may_recover_is_tried_as_often_as_the_policy_says_and_then_recorded(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    steps.video = failing(Transient("no network"), video)
    result = steps.run([video])
    assert not result.success
    assert steps.worked_on("video") == [video] * (1 + RETRIES)
    found = recorded(home, video)
    assert found is not None
    assert (found.asset, found.kind, found.reason, found.run_id) == ("video", "transient", "no network", result.run_id)
    assert described(result) == [("video", f"{video}: no network")]


@pytest.mark.parametrize("asset", POLICIES)
def test_every_step_is_tried_three_times(asset: str) -> None:
    assert POLICIES[asset].retries == 2


@pytest.mark.parametrize("why", [Transient("no network"), ConnectionResetError("the store went away")])
def test_what_recovers_leaves_no_failure_and_is_handed_on(home: Home, steps: StepRuns, why: Exception) -> None:
    (video,) = register_uploads(home, "a")
    troubles = iter([why] * RETRIES)

    def work(_: VideoTask) -> None:
        if trouble := next(troubles, None):
            raise trouble

    steps.video = work
    assert steps.run([video]).success
    assert recorded(home, video) is None
    assert steps.calls == [*[("video", video)] * (1 + RETRIES), ("frames", video)]


@pytest.mark.parametrize("why", [Unavailable("it does not answer"), IndexUnavailable("connection refused")], ids=str)
def test_a_service_that_is_away_costs_no_attempt(home: Home, steps: StepRuns, why: Exception) -> None:
    """However many runs an outage lasts for, none of its videos is quarantined."""
    (video,) = register_uploads(home, "a")

    def work(task: VideoTask) -> None:
        count_attempt(task.library.store, task.video_id, task.revision, task.run_id)
        raise why

    steps.video = work
    assert not steps.run([video]).success
    found = recorded(home, video)
    assert found is not None
    assert (found.kind, str(why) in found.reason) == ("transient", True)
    assert home.library.store.read_record(video, AttemptsRecord) is None


def test_what_stays_is_not_tried_again(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    steps.video = failing(Permanent("it is no video"), video)
    result = steps.run([video])
    assert not result.success
    assert steps.calls == [("video", video)]
    found = recorded(home, video)
    assert found is not None
    assert found.reason == "it is no video"
    (event,) = [event for event in result.all_events if event.is_step_failure]
    assert event.step_failure_data.user_failure_data is not None
    assert set(event.step_failure_data.user_failure_data.metadata) == {video}


def test_what_was_cancelled_is_neither_tried_again_nor_recorded_nor_shown(home: Home, steps: StepRuns) -> None:
    good, bad, cancelled = register_uploads(home, "a", "b", "c")
    why = {bad: Permanent("it is no video"), cancelled: Cancelled("the video was cancelled")}

    def work(task: VideoTask) -> None:
        if task.video_id in why:
            raise why[task.video_id]

    steps.video = work
    result = steps.run([good, bad, cancelled])
    assert steps.calls == [("video", good), ("video", bad), ("video", cancelled), ("frames", good)]
    assert recorded(home, cancelled) is None
    assert described(result) == [("frames", f"{bad}: video failed: it is no video")]


def test_a_step_that_failed_hands_nothing_on(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    steps.video = failing(Permanent("it is no video"), video)
    result = steps.run([video])
    assert [event.step_key for event in result.all_events if event.is_successful_output] == []


def test_a_later_step_leaves_a_video_alone_on_which_an_earlier_one_failed(home: Home, steps: StepRuns) -> None:
    good, bad, other = register_uploads(home, "a", "b", "c")
    steps.video = failing(Permanent("it is no video"), bad)
    result = steps.run([good, bad, other])
    assert not result.success
    assert steps.worked_on("frames") == [good, other]
    assert (steps.materialized("video"), steps.materialized("frames")) == ({good, other}, {good, other})
    found = recorded(home, bad)
    assert found is not None
    assert (found.asset, found.reason) == ("video", "it is no video")
    assert described(result) == [("frames", f"{bad}: video failed: it is no video")]


def test_even_where_the_artefact_of_an_earlier_run_is_there(home: Home, steps: StepRuns) -> None:
    good, bad = register_uploads(home, "a", "b")
    assert steps.run([good, bad]).success
    home.library.store.remove_artefact(bad, POLICIES["video"].artefact)
    steps.calls.clear()
    steps.video = failing(Permanent("it is no video any more"), bad)
    result = steps.run([good, bad])
    assert steps.calls == [("video", bad)]
    assert described(result) == [("frames", f"{bad}: video failed: it is no video any more")]


def test_a_failure_of_an_earlier_run_stops_no_step(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    steps.frames = failing(Permanent("no pictures"), video)
    assert not steps.run([video]).success
    steps.frames = lambda _: None
    assert steps.run([video]).success


def test_what_this_very_step_recorded_before_in_the_run_is_tried_again(home: Home, steps: StepRuns) -> None:
    """A queue may deliver a step twice."""
    (video,) = register_uploads(home, "a")

    def recorded_before(task: VideoTask) -> None:
        record_failure(
            home.library.store, video, task.revision, Permanent("no pictures"), asset="frames", run_id=task.run_id
        )

    steps.video = recorded_before
    assert steps.run([video]).success
    assert steps.worked_on("frames") == [video]


def test_a_step_of_which_no_video_is_left_ends_the_run(home: Home, steps: StepRuns) -> None:
    videos = register_uploads(home, "a", "b")
    steps.video = failing(Permanent("it is no video"), *videos)
    result = steps.run(videos)
    assert not result.success
    assert steps.worked_on("frames") == []
    assert [step for step, _ in described(result)] == ["video"]


def test_the_last_step_fails_where_one_of_many_failed(home: Home, steps: StepRuns) -> None:
    good, bad = register_uploads(home, "a", "b")
    steps.frames = failing(Permanent("no pictures"), bad)
    result = steps.run([good, bad])
    assert not result.success
    assert (steps.materialized("video"), steps.materialized("frames")) == ({good, bad}, {good})
    assert described(result) == [("frames", f"{bad}: no pictures")]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyError("width"), "unexpected KeyError in frames; the run's log has the trace"),
        (NewerRecord("video.json has format 2"), "video.json has format 2"),
    ],
)
def test_an_unforeseen_error_costs_its_video_alone(home: Home, steps: StepRuns, error: Exception, reason: str) -> None:
    good, bad = register_uploads(home, "a", "b")
    steps.frames = failing(error, bad)
    assert not steps.run([good, bad]).success
    found = recorded(home, bad)
    assert found is not None
    assert (found.kind, found.reason) == ("transient", reason)
    assert steps.materialized("frames") == {good}


def test_a_video_that_is_not_registered_fails_with_that_reason(home: Home, steps: StepRuns) -> None:
    good, bad = register_uploads(home, "a", "b")
    home.library.store.remove_record(bad, UploadRecord)
    result = steps.run([good, bad])
    assert not result.success
    assert f"{bad}: {NOT_REGISTERED}" in described(result)[0][1]
    assert recorded(home, bad) is None
    assert home.library.store.dirty() == [bad]
    assert steps.worked_on("frames") == [good]


# What a step does where nothing fails


def test_what_is_there_is_not_made_again_and_says_so(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    assert steps.run([video]).success
    assert steps.run([video]).success
    assert steps.calls == [("video", video), ("frames", video)]
    records = home.instance.fetch_materializations(dg.AssetKey("frames"), limit=2).records
    newest, first = (record.asset_materialization for record in records)
    assert newest is not None
    assert first is not None
    assert (first.metadata["reused"].value, newest.metadata["reused"].value) == (False, True)
    assert "real_time_factor" in newest.metadata
    assert "shared_from" not in newest.metadata


def test_the_run_is_tagged_with_its_worker_where_that_works_on_it(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")
    tagged = []
    for executor in ("in_process", "multiprocess", "celery"):  # the parent of this process executes no run
        monkeypatch.setenv("VINDEX_EXECUTOR", executor)
        settings.cache_clear()
        run = home.instance.get_run_by_id(steps.run([video]).run_id)
        assert run is not None
        tagged.append(worker_tag().items() <= run.tags.items())
    assert tagged == [True, True, False]


def test_progress_is_told_at_the_beginning_and_at_the_end_of_each_step(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    told: list[tuple[str, str, float]] = []
    steps.frames = lambda task: task.report_progress(0.5)
    with progress.subscribed(lambda *given: told.append(given)):
        assert steps.run([video]).success
    assert told == [(video, name, share) for name, share in (("video", 0.0), ("video", 1.0))] + [
        (video, "frames", share) for share in (0.0, 0.5, 1.0)
    ]
