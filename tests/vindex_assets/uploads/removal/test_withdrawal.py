"""Runs are taken out of the queue that people do not want as they stand; what is due of them is asked for again."""

from __future__ import annotations

import pytest
from dagster import DagsterRun, DagsterRunStatus, RunsFilter

from tests.support.dagster.upload_sensor import SensorHarness, queued_run
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, stored_video_ids, upload_file
from vindex_assets.automation.tick_sentence import NOTHING_DUE
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.run_tags import PRIORITY_TAG
from vindex_assets.uploads.snapshot import Snapshot
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.runs.control import CancelRecord, PriorityRecord
from vindex_search.storage.store import Store
from vindex_search.videos.control.cancel import cancel_videos
from vindex_search.videos.control.pause import pause_workspace, resume_workspace
from vindex_search.videos.control.priority import set_priorities
from vindex_search.videos.control.retry import retry_videos


@pytest.fixture
def sensor(home: Home) -> SensorHarness:
    return SensorHarness(home.library, home.instance)


@pytest.fixture
def store(home: Home) -> Store:
    return home.library.store


def queued(home: Home, sensor: SensorHarness, workspace: str, count: int) -> list[str]:
    """Uploads of a workspace whose runs are in the queue, in the order of their partitions."""
    for number in range(count):
        upload_file(home, f"{workspace}/{number}.mp4")
    return sensor.tick()


def in_queue(sensor: SensorHarness) -> list[list[str]]:
    """The videos of each queued run."""
    return [sensor.videos_of(run.tags) for run in _queue(sensor)]


def _queue(sensor: SensorHarness) -> list[DagsterRun]:
    return list(sensor.instance.get_runs(filters=RunsFilter(statuses=[DagsterRunStatus.QUEUED])))


def state_of(store: Store, name: str) -> str:
    return Snapshot.load(store).rows([name])[name].state


def test_a_run_is_taken_out_once_the_last_of_its_videos_is_cancelled(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    videos = queued(home, sensor, "team", 10)
    (*others, pair) = sorted(in_queue(sensor), key=len)
    assert 1 < len(pair) < len(videos)
    cancel_videos(store, pair[:-1])
    sensor.tick()
    assert pair in in_queue(sensor)
    cancel_videos(store, pair)
    assert sensor.tick() == []
    assert sorted(in_queue(sensor)) == sorted(others)
    assert {state_of(store, name) for name in pair} == {"cancelled"}
    assert sensor.tick() == [], "and it is not asked for again"


def test_a_cancelled_video_is_asked_for_again_by_a_retry_or_a_newer_upload(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    first, second = sorted(queued(home, sensor, "team", 2))
    cancel_videos(store, [first, second])
    assert sensor.tick() == []
    retry_videos(store, [first])
    assert sensor.tick() == [first]
    key = "team/0.mp4" if second.startswith("team--0-") else "team/1.mp4"
    upload_file(home, key, b"another film")
    sensor.cursor = None
    assert sensor.tick() == [second]


def test_a_run_that_has_begun_goes_on(home: Home, sensor: SensorHarness, store: Store) -> None:
    (name,) = queued(home, sensor, "team", 1)
    (run,) = _queue(sensor)
    sensor.begin_run(run)
    cancel_videos(store, [name])
    pause_workspace(store, "team")
    set_priorities(store, [name], "high")
    sensor.tick()
    assert [one.run_id for one in sensor.active_runs()] == [run.run_id]


def test_what_is_published_all_the_same_is_indexed_and_can_be_repaired(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    (name,) = queued(home, sensor, "team", 1)
    (run,) = _queue(sensor)
    begun = sensor.begin_run(run)
    cancel_videos(store, [name])
    set_priorities(store, [name], "high")
    sensor.end_run(run, begun, None)
    sensor.tick()
    assert state_of(store, name) == "indexed"
    assert not store.has_record(name, CancelRecord)
    assert not store.has_record(name, PriorityRecord)


def test_a_paused_workspace_is_taken_out_of_the_queue_and_others_are_not(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    for workspace in ("team", "tea"):
        queued(home, sensor, workspace, 3)
    pause_workspace(store, "team")
    upload_file(home, "team/new.mp4")
    upload_file(home, "tea/new.mp4")
    assert {workspace_of_video(name) for name in sensor.tick()} == {"tea"}
    queue = [name for run in in_queue(sensor) for name in run]
    assert len(queue) == 4
    assert {workspace_of_video(name) for name in queue} == {"tea"}
    resume_workspace(store, "team")
    assert {workspace_of_video(name) for name in sensor.tick()} == {"team"}


def test_an_operators_own_run_of_a_paused_workspace_stays_and_one_of_cancelled_videos_does_not(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    (name,) = queued(home, sensor, "team", 1)
    sensor.succeed_run(_queue(sensor)[0])
    own = queued_run(home.instance, {PARTITION_TAG: name})
    pause_workspace(store, "team")
    sensor.tick()
    assert [run.run_id for run in _queue(sensor)] == [own.run_id]
    upload_file(home, "team/0.mp4", b"another film")
    sensor.tick()
    resume_workspace(store, "team")
    home.instance.report_run_canceled(own)
    (again,) = sensor.tick()
    cancel_videos(store, [again])
    queued_run(home.instance, {PARTITION_TAG: again})
    sensor.tick()
    assert _queue(sensor) == []


def test_the_gone_uploads_of_a_paused_workspace_are_removed(home: Home, sensor: SensorHarness, store: Store) -> None:
    for key in ("team/a.mp4", "team/b.mp4"):
        upload_file(home, key)
    kept = sorted(sensor.settle())[1]
    pause_workspace(store, "team")
    delete_file(home, "team/a.mp4")
    sensor.settle()
    assert stored_video_ids(home) == {kept}


def test_why_nothing_is_requested_names_what_is_paused(home: Home, sensor: SensorHarness, store: Store) -> None:
    pause_workspace(store, "team")
    for number in range(2):
        upload_file(home, f"team/{number}.mp4")
    reason = sensor.evaluate().skip_reason
    assert reason is not None
    assert reason.skip_message == f"{NOTHING_DUE}: 2 under way or waiting; paused: team; 2 uploads wait for that"


def test_a_video_that_gets_priority_leaves_its_run_for_one_of_its_own(
    home: Home, sensor: SensorHarness, store: Store
) -> None:
    videos = queued(home, sensor, "team", 40)
    last = in_queue(sensor)[0][-1]
    set_priorities(store, [last], "high")
    assert last in sensor.tick()
    assert [last] in in_queue(sensor)
    (run,) = [run for run in _queue(sensor) if sensor.videos_of(run.tags) == [last]]
    normal = {run.tags["dagster/priority"] for run in _queue(sensor) if run.tags[PRIORITY_TAG] == "normal"}
    assert int(run.tags["dagster/priority"]) > max(map(int, normal))
    before = {run.run_id for run in _queue(sensor)}
    sensor.tick()
    assert {run.run_id for run in _queue(sensor)} == before, "it is put in its place once"
    assert sorted(sensor.settle()) == sorted(videos)


def test_where_nothing_was_steered_dagster_is_not_asked(
    home: Home, sensor: SensorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(home, sensor, "team", 3)
    monkeypatch.setattr("vindex_assets.uploads.removal.withdrawal.queued_runs", None)
    assert sensor.tick() == []
