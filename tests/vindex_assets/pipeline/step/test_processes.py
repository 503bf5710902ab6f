"""Steps in processes of their own are cancelled, lose the process that executes their run, and are overtaken."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import dagster as dg
import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster import stub_graph
from tests.support.dagster.run_process import run_process
from tests.support.dagster.step_runs import register_uploads
from tests.support.dagster.upload_sensor import tick
from tests.support.library.home import Home
from tests.support.media.films import backdated
from vindex_assets.cli.ingest import run_video
from vindex_assets.pipeline.step.run_ends import settle_ended_runs
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.lost_runs import HeartbeatMonitor, fail_lost_runs
from vindex_search.contract.artefacts import VIDEO
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S
from vindex_search.storage.runs.heartbeats import list_steps
from vindex_search.videos.video import get_video

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
STATUS = dg.DagsterRunStatus


def newest(home: Home) -> dg.DagsterRun:
    return home.instance.get_runs(limit=1)[0]


def cancel(home: Home) -> None:
    """Mark the newest run; nobody sends its process a signal."""
    home.instance.report_run_canceling(newest(home))


def assert_all_end(process: psutil.Process, children: list[psutil.Process]) -> None:
    """Whatever belongs to the run ends by itself."""
    assert psutil.wait_procs([process, *children], timeout=120)[1] == []


def finish(home: Home, video: str) -> dg.DagsterRunStatus:
    """A later run, in this process."""
    job = dg.reconstructable(stub_graph.in_process)
    with dg.execute_job(job, instance=home.instance, tags={PARTITION_TAG: video}) as result:
        assert result.success
    return newest(home).status


@pytest.mark.parametrize("blocked", ["video", "video:native"])
@pytest.mark.parametrize("executor", ["in_process", "multiprocess"])
def test_a_run_is_cancelled_though_nobody_signals_its_process(home: Home, blocked: str, executor: str) -> None:
    (video,) = register_uploads(home, "a")
    variables = {stub_graph.BLOCKED: blocked, "VINDEX_EXECUTOR": executor}
    with run_process(home, executor, video, "video", **variables) as process:
        until(stub_graph.flag(home.path).exists)
        children = process.children(recursive=True)
        cancel(home)
        if executor == "multiprocess":
            process.send_signal(signal.SIGINT)  # the step's process alone asks for the status of the run
        assert_all_end(process, children)
    assert newest(home).status == STATUS.CANCELED
    store = home.library.store
    assert list_steps(store.root) == []
    assert store.read_record(video, FailureRecord) is None
    settle_ended_runs(home.instance, store)
    assert store.read_record(video, AttemptsRecord) is None
    assert finish(home, video) == STATUS.SUCCESS


def test_a_step_whose_run_lost_its_process_stops_and_puts_nothing_in_place(home: Home) -> None:
    (video,) = register_uploads(home, "a")
    variables = {stub_graph.BLOCKED: "video", "VINDEX_EXECUTOR": "multiprocess"}
    with run_process(home, "multiprocess", video, "video", **variables) as process:
        until(stub_graph.flag(home.path).exists)
        children = process.children(recursive=True)
        assert children
        process.kill()
        assert_all_end(process, children)
    store = home.library.store
    assert store.stamp(video, VIDEO) is None
    settle_ended_runs(home.instance, store)  # the tag names the process that executed the run
    assert newest(home).status == STATUS.FAILURE
    assert finish(home, video) == STATUS.SUCCESS


def test_of_two_attempts_the_one_that_was_overtaken_does_not_publish(home: Home) -> None:
    """The first is stopped before it publishes, taken for lost, overtaken by a second one, and goes on."""
    (video,) = register_uploads(home, "a")
    times = iter([0.0, *[20.0 * tick for tick in range(1, 9)]])
    monitor, root = HeartbeatMonitor(lambda: next(times)), home.library.store.root
    with run_process(home, "in_process", video, **{stub_graph.BLOCKED: "index_points:released"}) as process:
        until(stub_graph.flag(home.path).exists)
        process.suspend()
        lost = newest(home).run_id
        found = [fail_lost_runs(home.instance, root, monitor) for _ in range(int(LOST_AFTER_S / 20.0) + 1)]
        assert found == [[], [], [], [lost]]
        assert finish(home, video) == STATUS.SUCCESS
        second = newest(home).run_id
        stub_graph.release(home.path).touch()
        process.resume()
        assert_all_end(process, [])
    indexed = home.library.store.read_record(video, IndexedRecord)
    assert indexed is not None
    assert indexed.run_id == second
    status = home.instance.get_run_by_id(lost)
    assert status is not None
    assert status.status == STATUS.FAILURE


@pytest.mark.parametrize("asset", ["frames", "transcript"])
def test_real_work_is_cancelled_with_its_children_and_finished_later(home: Home, media: Path, asset: str) -> None:
    name = "video/exo_vfr_london_360p.mp4" if asset == "frames" else "audio/jfk.flac"
    key = f"team/a{Path(name).suffix}"
    (home.uploads / "team").mkdir()
    backdated(Path(shutil.copy(media / name, home.uploads / key)))
    video = video_id(home.library.bucket.name, key)
    tick(home)
    root = home.library.store.root
    with run_process(home, "real", video) as process:
        until(lambda: [beat for beat in list_steps(root) if beat.asset == asset])
        children = process.children(recursive=True)
        cancel(home)
        assert_all_end(process, children)
    assert newest(home).status == STATUS.CANCELED
    assert list_steps(root) == []
    assert not list(home.path.rglob("*.tmp"))
    assert run_video(home.instance, video)
    found = get_video(home.library.store, video)
    assert found is not None
    assert found.status == "indexed"
