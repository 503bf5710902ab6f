"""The history of a video: one entry for each try of each step, which is no reason for a step to fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg
import pytest

from tests.support.dagster.step_runs import StepRuns, register_uploads
from tests.support.library.home import Home
from vindex_assets.failures import Transient
from vindex_assets.pipeline.meter.process_shares import SHARES
from vindex_assets.pipeline.step import attempts
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.storage.runs.history import FOLDER, list_attempts

Told = tuple[str, int, str, str]


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """An empty library whose instance is in memory: a third of the time."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield replace(home, instance=instance)


@pytest.fixture
def steps(home: Home) -> StepRuns:
    return StepRuns(home)


def told(found: list[StepAttempt]) -> list[Told]:
    return [(attempt.asset, attempt.try_number, attempt.outcome, attempt.reason) for attempt in found]


def test_each_try_says_what_became_of_it(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    troubles = iter([Transient("no network")])

    def work(_: VideoTask) -> None:
        if trouble := next(troubles, None):
            raise trouble

    steps.frames = work
    first = steps.run([video]).run_id
    steps.run([video])
    found = list_attempts(home.library.store, video)
    assert told(found) == [
        ("video", 0, "made", ""),
        ("frames", 0, "failed", "no network"),
        ("frames", 1, "made", ""),
        ("video", 0, "reused", ""),
        ("frames", 0, "reused", ""),
    ]
    assert [attempt.run_id for attempt in found[:3]] == [first] * 3
    upload = home.library.store.read_record(video, UploadRecord)
    assert upload is not None
    assert {(attempt.revision, attempt.asked_by) for attempt in found} == {(upload.revision, "operator")}
    assert all(attempt.seconds > 0 for attempt in found)


def test_a_history_that_cannot_be_written_fails_no_step(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(attempts, "add_attempt", full)
    assert steps.run([video]).success


def test_a_video_that_is_deleted_meanwhile_gets_none(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")
    store = home.library.store

    def delete(task: VideoTask) -> None:
        store.remove_video(task.video_id)
        raise Transient("gone")

    steps.video = delete
    steps.run([video])
    assert not (store.folder(video) / FOLDER).exists()


def test_each_try_says_what_it_used(home: Home, steps: StepRuns) -> None:
    (video,) = register_uploads(home, "a")

    def work(task: VideoTask) -> None:
        sum(number * number for number in range(3_000_000))
        with task.library.bucket.local_path(task.upload_record().object_key):
            pass

    steps.frames = work
    steps.run([video])
    costs = {attempt.asset: attempt.cost for attempt in list_attempts(home.library.store, video)}
    cost = costs["frames"]
    assert cost is not None
    assert cost.cpu_s > 0.01
    assert cost.peak_memory_mib > 1
    upload = home.library.store.read_record(video, UploadRecord)
    assert upload is not None
    assert cost.bytes_read >= upload.size
    assert cost.bytes_written > 0
    assert (cost.gpu_s, cost.writing_requests, cost.is_shared) == (0.0, 0, False)
    (shown,) = home.instance.fetch_materializations(dg.AssetKey("frames"), limit=1).records
    assert shown.asset_materialization is not None
    assert 0.01 < float(str(shown.asset_materialization.metadata["cpu_seconds"].value)) <= cost.cpu_s


def test_a_cost_that_cannot_be_measured_fails_no_step(
    home: Home, steps: StepRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    (video,) = register_uploads(home, "a")

    def gone(*_: object) -> None:
        raise OSError("no /proc")

    monkeypatch.setattr(SHARES, "look", gone)
    assert steps.run([video]).success
    assert {attempt.cost for attempt in list_attempts(home.library.store, video)} == {None}
