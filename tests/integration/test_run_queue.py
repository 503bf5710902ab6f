"""The run queue of the shipped `dagster.yaml`, with Dagster's own queue daemon: order and limits of runs."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import dagster as dg

from tests.support.dagster.dagster_internals import (
    GrpcServerCodeLocationOrigin,
    QueuedRunCoordinatorDaemon,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
    create_run_for_test,
)
from tests.support.library.home import Home
from vindex_assets.automation.jobs import INDEX_VIDEOS
from vindex_assets.runs import in_flight
from vindex_assets.uploads.batching import LIVE_S, RUN_SLOTS, RUNTIME_PER_VIDEO_S, plan_batches
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord

LIVE_AGE_S, BACKLOG_AGE_S = 60.0, LIVE_S + 60.0
REPOSITORY = RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("localhost", 1, None, "vindex"), "repository")
BACKFILL = {"dagster/backfill": "b1"}


def request_tags(age_s: float, workspace: str = "team") -> dict[str, str]:
    """The tags of the run that the sensor requests for an upload of that age."""
    key, now = f"{workspace}/a.mp4", time.time()
    at = datetime.fromtimestamp(now - age_s, UTC).isoformat(timespec="seconds")
    one = UploadRecord(video_id("bucket", key), workspace, key, "v1", 1, at)
    (batch,) = plan_batches([VideoState(one, "new")], order=[one.video_id], queued={}, now=now)
    return dict(batch.request().tags)


def add(home: Home, tags: dict[str, str], status: dg.DagsterRunStatus = dg.DagsterRunStatus.QUEUED) -> str:
    origin = RemoteJobOrigin(REPOSITORY, INDEX_VIDEOS)
    run = create_run_for_test(home.instance, INDEX_VIDEOS, status=status, tags=tags, remote_job_origin=origin)
    return str(run.run_id)


def dequeued(home: Home) -> list[str]:
    """The runs that the daemon would start now, in order."""
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
    config = home.instance.get_concurrency_config()
    found = daemon._get_runs_to_dequeue(home.instance, config, fixed_iteration_time=None)
    return [run.run_id for run in found]


def test_batches_are_sized_and_timed_for_the_shipped_queue(home: Home) -> None:
    assert in_flight.run_slots(home.instance) == RUN_SLOTS
    assert home.instance.run_monitoring_max_runtime_seconds == RUNTIME_PER_VIDEO_S


def test_a_live_run_is_started_before_an_older_backlog_run(home: Home) -> None:
    backlog = add(home, request_tags(BACKLOG_AGE_S))
    live = add(home, request_tags(LIVE_AGE_S))
    assert dequeued(home) == [live, backlog]


def test_runs_of_a_lane_are_started_in_the_order_of_their_requests(home: Home) -> None:
    first, second, _third = (add(home, request_tags(LIVE_AGE_S, name)) for name in ("c", "a", "b"))
    assert dequeued(home) == [first, second]


def test_the_backlog_never_takes_every_slot(home: Home) -> None:
    first, _second = add(home, request_tags(BACKLOG_AGE_S)), add(home, request_tags(BACKLOG_AGE_S))
    assert dequeued(home) == [first]
    home.instance.delete_run(first)
    add(home, request_tags(BACKLOG_AGE_S), dg.DagsterRunStatus.STARTED)
    assert dequeued(home) == []
    live = add(home, request_tags(LIVE_AGE_S))
    assert dequeued(home) == [live]


def test_a_backfill_never_takes_every_slot(home: Home) -> None:
    first, _second = add(home, BACKFILL), add(home, BACKFILL)
    live = add(home, request_tags(LIVE_AGE_S))
    assert dequeued(home) == [live, first]


def test_queued_runs_are_counted_by_lane_and_workspace(home: Home) -> None:
    for workspace in ("a", "a", "b"):
        add(home, request_tags(LIVE_AGE_S, workspace))
    add(home, request_tags(BACKLOG_AGE_S, "a"), dg.DagsterRunStatus.STARTED)
    add(home, request_tags(LIVE_AGE_S, "c"), dg.DagsterRunStatus.SUCCESS)
    add(home, BACKFILL)
    assert in_flight.queued_by_lane(home.instance) == {("live", "a"): 2, ("live", "b"): 1, ("backlog", "a"): 1}
