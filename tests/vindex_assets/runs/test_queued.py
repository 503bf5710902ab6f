"""Runs in the queue: their videos, and how they are taken out of it."""

from __future__ import annotations

from dagster import DagsterRunStatus

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.dagster.upload_sensor import queued_run
from tests.support.library.home import Home
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.queued import cancel_queued, last_turns, queued_runs


def test_the_videos_of_queued_runs_are_known_by_partition_or_range(home: Home) -> None:
    home.instance.add_dynamic_partitions(VIDEOS, ["a", "b", "c", "d"])
    queued_run(home.instance, {PARTITION_TAG: "d", LANE_TAG: "live", WORKSPACE_TAG: "team"})
    queued_run(home.instance, {RANGE_START_TAG: "a", RANGE_END_TAG: "c"})
    queued_run(home.instance, {RANGE_START_TAG: "a", RANGE_END_TAG: "gone"})
    queued_run(home.instance, {})
    create_run_for_test(home.instance, status=DagsterRunStatus.STARTED, tags={PARTITION_TAG: "b"})
    found = {run.video_ids: (run.is_planned, run.workspace) for run in queued_runs(home.instance)}
    assert found == {("d",): (True, "team"), ("a", "b", "c"): (False, "")}


def test_a_run_that_has_begun_meanwhile_is_left_alone(home: Home) -> None:
    for name in ("a", "b"):
        queued_run(home.instance, {PARTITION_TAG: name})
    first, second = queued_runs(home.instance)
    begun = home.instance.get_run_by_id(second.run_id)
    assert begun is not None
    home.instance.report_run_failed(begun)
    assert cancel_queued(home.instance, first, "nobody wants it")
    assert not cancel_queued(home.instance, first, "nobody wants it")
    assert not cancel_queued(home.instance, second, "nobody wants it")
    statuses = {run.run_id: run.status for run in home.instance.get_runs()}
    assert statuses == {first.run_id: DagsterRunStatus.CANCELED, second.run_id: DagsterRunStatus.FAILURE}


def test_whose_turn_was_last_is_known_from_the_runs(home: Home) -> None:
    for workspace in ("b", "a", "c", "a"):
        queued_run(home.instance, {WORKSPACE_TAG: workspace})
    queued_run(home.instance, {})
    assert last_turns(home.instance, 10) == ["a", "c", "b"]
    assert last_turns(home.instance, 3) == ["a", "c"]
