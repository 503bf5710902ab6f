"""What is settled of runs that are over, at the beginning of each tick."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.storage.video_records import register
from vindex_assets.pipeline.step import run_ends
from vindex_assets.pipeline.step.run_ends import settle_ended_runs, uncount_cancelled_runs
from vindex_assets.pipeline.video_records import attempt_count, count_attempt
from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.records import AttemptsRecord
from vindex_search.storage.store import Store

STATUS = dg.DagsterRunStatus


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def counted(store: Store, instance: dg.DagsterInstance, status: dg.DagsterRunStatus, *videos: str) -> str:
    """A run that has counted as an attempt at videos."""
    tags = {RANGE_START_TAG: videos[0], RANGE_END_TAG: videos[-1]} if videos[1:] else {PARTITION_TAG: videos[0]}
    run = create_run_for_test(instance, status=status, tags=tags)
    for video in videos:
        count_attempt(store, video, "1", run.run_id)
    return str(run.run_id)


def attempts(store: Store, video: str) -> int:
    return attempt_count(store.read_record(video, AttemptsRecord), "1")


def test_runs_that_were_cancelled_are_no_attempts(store: Store, instance: dg.DagsterInstance) -> None:
    videos = [register(store, f"team/{name}.mp4") for name in "abc"]
    instance.add_dynamic_partitions(VIDEOS, videos)
    counted(store, instance, STATUS.FAILURE, videos[0])
    for _ in range(3):
        counted(store, instance, STATUS.CANCELED, *videos)
    counted(store, instance, STATUS.CANCELING, videos[2])
    settle_ended_runs(instance, store)
    assert [attempts(store, video) for video in videos] == [1, 0, 1]
    assert store.dirty() == sorted(videos)
    assert uncount_cancelled_runs(instance, store) == []


def test_a_store_whose_heartbeats_cannot_be_read_is_no_reason_for_a_tick_to_fail(
    store: Store, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise TimeoutError("away")

    monkeypatch.setattr(run_ends, "fail_lost_runs", away)
    settle_ended_runs(instance, store)


def test_what_is_remembered_of_settled_runs_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_ends, "MAX_SETTLED", 2)
    monkeypatch.setattr(run_ends, "_settled", {})
    run_ends._remember(["a", "b", "c"])
    assert list(run_ends._settled) == ["b", "c"]
