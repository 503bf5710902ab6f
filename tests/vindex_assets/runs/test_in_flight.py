from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import (
    GrpcServerCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
    create_run_for_test,
    instance_for_test,
)
from tests.support.library.home import Home
from vindex_assets.runs.in_flight import (
    LANE_TAG,
    PARTITION_TAG,
    RANGE_END_TAG,
    RANGE_START_TAG,
    UNLIMITED_SLOTS,
    WORKSPACE_TAG,
    fail_orphaned_runs,
    is_job_active,
    queued_by_lane,
    run_slots,
    videos_in_flight,
)
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.worker_tag import worker_tag

STARTED = dg.DagsterRunStatus.STARTED


def test_a_run_whose_worker_is_gone_is_ended(home: Home) -> None:
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tags = worker_tag(worker.pid)
    run = create_run_for_test(home.instance, status=STARTED, tags={PARTITION_TAG: "a", **tags})
    assert fail_orphaned_runs(home.instance) == []
    worker.kill()
    worker.communicate()
    assert fail_orphaned_runs(home.instance) == [run.run_id]
    found = home.instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == dg.DagsterRunStatus.FAILURE


def test_a_process_that_got_the_number_of_a_dead_worker_is_not_taken_for_it(home: Home) -> None:
    tag, value = next(iter(worker_tag(os.getpid()).items()))
    create_run_for_test(home.instance, status=STARTED, tags={tag: value.rsplit("/", 1)[0] + "/1"})
    assert len(fail_orphaned_runs(home.instance)) == 1


def test_a_retry_with_its_parents_worker_tag_is_no_orphan(home: Home) -> None:
    gone = {tag: value.rsplit("/", 1)[0] + "/1" for tag, value in worker_tag().items()}
    before = create_run_for_test(home.instance, status=dg.DagsterRunStatus.FAILURE, tags=gone)
    parent = {"parent_run_id": before.run_id, "root_run_id": before.run_id}
    again = create_run_for_test(home.instance, status=STARTED, tags=gone, **parent)
    assert fail_orphaned_runs(home.instance) == []
    home.instance.add_run_tags(again.run_id, {tag: value[:-1] + "2" for tag, value in gone.items()})
    assert fail_orphaned_runs(home.instance) == [again.run_id]


def test_a_run_that_ends_during_the_check_keeps_its_status(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run = create_run_for_test(home.instance, status=STARTED, tags=worker_tag())

    def ended_and_gone(_tag: str) -> bool:
        home.instance.report_run_canceled(run)
        return True

    monkeypatch.setattr("vindex_assets.runs.in_flight.is_worker_gone", ended_and_gone)
    assert fail_orphaned_runs(home.instance) == []


@pytest.mark.parametrize("tags", [{}, {"vindex/worker": "another-host/1/1"}])
def test_runs_of_other_hosts_and_untagged_ones_are_left_alone(home: Home, tags: dict[str, str]) -> None:
    create_run_for_test(home.instance, status=STARTED, tags=tags)
    assert fail_orphaned_runs(home.instance) == []


def test_every_run_of_a_batch_that_died_is_ended_and_its_videos_are_free(home: Home) -> None:
    home.instance.add_dynamic_partitions(VIDEOS, ["a", "b", "c"])
    gone = {tag: value.rsplit("/", 1)[0] + "/1" for tag, value in worker_tag().items()}
    create_run_for_test(home.instance, status=STARTED, tags={RANGE_START_TAG: "a", RANGE_END_TAG: "c", **gone})
    assert videos_in_flight(home.instance) == {"a", "b", "c"}
    assert len(fail_orphaned_runs(home.instance)) == 1
    assert videos_in_flight(home.instance) == set()


@pytest.mark.parametrize(("given", "expected"), [(1, 1), (8, 8), (0, 1), (-1, UNLIMITED_SLOTS)])
def test_the_slots_are_those_of_the_queue(tmp_path: Path, given: int, expected: int) -> None:
    runs = {"concurrency": {"runs": {"max_concurrent_runs": given}}}
    with instance_for_test(temp_dir=str(tmp_path), overrides=runs) as instance:
        assert run_slots(instance) == expected


def test_videos_in_flight_are_those_of_single_runs_and_of_ranges(home: Home) -> None:
    home.instance.add_dynamic_partitions(VIDEOS, ["d", "c", "b", "a", "e"])
    create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTING, tags={PARTITION_TAG: "e"})
    create_run_for_test(home.instance, status=STARTED, tags={RANGE_START_TAG: "c", RANGE_END_TAG: "a"})
    create_run_for_test(home.instance, status=dg.DagsterRunStatus.SUCCESS, tags={PARTITION_TAG: "d"})
    assert videos_in_flight(home.instance) == {"c", "b", "a", "e"}


@pytest.mark.parametrize(
    ("status", "busy"),
    [
        *((name, True) for name in ("QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING")),
        *((name, False) for name in ("SUCCESS", "FAILURE", "CANCELED")),
    ],
)
def test_a_video_is_in_flight_until_its_run_has_ended(status: str, busy: bool) -> None:
    location = GrpcServerCodeLocationOrigin(host="localhost", port=1, location_name="vindex")
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(location, "vindex"), "calibrate")
    with dg.DagsterInstance.ephemeral() as instance:
        create_run_for_test(
            instance,
            job_name="calibrate",
            status=dg.DagsterRunStatus[status],
            tags={PARTITION_TAG: "a"},
            remote_job_origin=origin,
        )
        assert videos_in_flight(instance) == ({"a"} if busy else set())
        assert is_job_active(instance, "calibrate") == busy
        assert not is_job_active(instance, "check_completeness")


def test_a_range_whose_end_is_no_partition_any_more_holds_no_video() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(VIDEOS, ["a", "b"])
        for start, end in (("a", "gone"), ("gone", "b")):
            create_run_for_test(instance, status=STARTED, tags={RANGE_START_TAG: start, RANGE_END_TAG: end})
        assert videos_in_flight(instance) == set()


def test_runs_are_counted_by_lane_and_workspace() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for tags in (
            *[{LANE_TAG: "live", WORKSPACE_TAG: "team"}] * 2,
            {LANE_TAG: "backlog", WORKSPACE_TAG: "team"},
            *({LANE_TAG: "live"}, {WORKSPACE_TAG: "team"}, {}),
        ):
            create_run_for_test(instance, status=STARTED, tags=tags)
        ended = {LANE_TAG: "live", WORKSPACE_TAG: "team"}
        create_run_for_test(instance, status=dg.DagsterRunStatus.SUCCESS, tags=ended)
        assert queued_by_lane(instance) == {("live", "team"): 2, ("backlog", "team"): 1}
