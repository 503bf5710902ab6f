"""A run is cancelled in the middle of a step, of every step, and is finished by a later run."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import dagster as dg
import pytest
from sqlalchemy.exc import OperationalError

from tests.support.concurrency.waiting import until
from tests.support.dagster import stub_graph
from tests.support.dagster.step_runs import register_uploads
from tests.support.library.home import Home
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.step.run_ends import settle_ended_runs
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.watch import watch
from vindex_search.contract.records import AttemptsRecord, FailureRecord
from vindex_search.storage.runs.heartbeats import list_steps
from vindex_search.storage.runs.history import list_attempts
from vindex_search.videos.video import get_video

Cancel = Callable[[Home, dg.DagsterRun], object]
STATUS = dg.DagsterRunStatus


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch that looks at once."""
    for name in ("TICK_S", "LOOK_S", "OWN_INTERRUPT_S"):
        monkeypatch.setattr(watch, name, 0.01)


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """An empty library whose instance is in memory: a third of the time."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield replace(home, instance=instance)


@pytest.fixture
def video(home: Home) -> str:
    """A registered upload."""
    return register_uploads(home, "a")[0]


def in_the_ui(home: Home, run: dg.DagsterRun) -> None:
    """As Dagster's UI does it: the run is marked, and its process gets a signal."""
    home.instance.report_run_canceling(run)
    os.kill(os.getpid(), signal.SIGINT)


def behind_its_back(home: Home, run: dg.DagsterRun) -> None:
    """The run is marked, and no signal arrives, as at a worker on another host."""
    home.instance.report_run_canceling(run)


def by_force(home: Home, run: dg.DagsterRun) -> None:
    """The run is marked as cancelled at once, whatever its steps do."""
    home.instance.report_run_canceled(run)


@contextmanager
def cancelling(home: Home, cancel: Cancel) -> Iterator[None]:
    """Context manager: a thread cancels the run as soon as its step blocks."""

    def wait_and_cancel() -> None:
        until(stub_graph.flag(home.path).exists)
        until(lambda: _is_cancelled_now(home, cancel))

    thread = threading.Thread(target=wait_and_cancel)
    thread.start()
    yield
    thread.join()


def _is_cancelled_now(home: Home, cancel: Cancel) -> bool:
    """Cancel the run; whether that was possible: SQLite refuses to write while the run itself does."""
    try:
        cancel(home, home.instance.get_runs(limit=1)[0])
    except OperationalError:
        return False
    return True


def run(home: Home, video: str) -> dg.DagsterRunStatus:
    """One run of the whole graph over a video, in this process."""
    result = stub_graph.in_process().execute_in_process(
        instance=home.instance, tags={PARTITION_TAG: video}, raise_on_error=False
    )
    found = home.instance.get_run_by_id(result.run_id)
    assert found is not None
    return found.status


def begun(home: Home) -> list[str]:
    """The steps that the newest run began, in order."""
    run_id = home.instance.get_runs(limit=1)[0].run_id
    events = home.instance.all_logs(
        run_id, of_type={dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_RESTARTED}
    )
    return [str(event.step_key) for event in events]


def assert_nothing_is_left(home: Home, video: str) -> None:
    store = home.library.store
    assert list_steps(store.root) == []
    assert store.read_record(video, FailureRecord) is None
    assert list(home.path.rglob("*.tmp")) == []


@pytest.mark.parametrize("asset", POLICIES)
def test_a_run_that_is_cancelled_in_a_step_ends_there_and_a_later_one_finishes(
    home: Home, video: str, asset: str
) -> None:
    with stub_graph.blocking(asset), cancelling(home, behind_its_back):
        assert run(home, video) == STATUS.CANCELED
        assert begun(home)[-1] == asset
        assert_nothing_is_left(home, video)
        assert run(home, video) == STATUS.SUCCESS
    found = get_video(home.library.store, video)
    assert found is not None
    assert found.status == "indexed"
    cancelled = [attempt for attempt in list_attempts(home.library.store, video) if attempt.outcome == "cancelled"]
    assert [(attempt.asset, attempt.reason) for attempt in cancelled] == [(asset, "the run was cancelled")]


@pytest.mark.parametrize("cancel", [in_the_ui, behind_its_back, by_force])
def test_however_it_is_cancelled(home: Home, video: str, cancel: Cancel) -> None:
    with stub_graph.blocking("frames"), cancelling(home, cancel):
        assert run(home, video) == STATUS.CANCELED
    assert begun(home)[-1] == "frames"
    assert_nothing_is_left(home, video)
    settle_ended_runs(home.instance, home.library.store)
    assert home.library.store.read_record(video, AttemptsRecord) is None


def test_the_process_of_a_run_is_ended(home: Home, video: str) -> None:
    """As by SIGTERM at a shutdown: nobody asked for the run to be cancelled, so it has failed, but was no attempt."""
    with stub_graph.blocking("audio"), cancelling(home, lambda _home, _run: os.kill(os.getpid(), signal.SIGINT)):
        assert run(home, video) == STATUS.FAILURE
    assert begun(home)[-1] == "audio"
    assert_nothing_is_left(home, video)
    assert home.library.store.read_record(video, AttemptsRecord) is None


def test_a_run_that_was_failed_meanwhile_stays_failed_and_counts(home: Home, video: str) -> None:
    with stub_graph.blocking("audio"), cancelling(home, lambda home, run: home.instance.report_run_failed(run)):
        assert run(home, video) == STATUS.FAILURE
    assert_nothing_is_left(home, video)
    settle_ended_runs(home.instance, home.library.store)
    attempts = home.library.store.read_record(video, AttemptsRecord)
    assert attempts is not None
    assert len(attempts.runs) == 1


def test_an_interrupt_that_ends_as_an_error_of_what_it_interrupted_is_no_failure(home: Home, video: str) -> None:
    """As where a second one comes while a condition takes back its lock after the first: `release unlocked lock`."""

    def cancelled_and_broken(task: VideoTask) -> None:
        found = home.instance.get_run_by_id(task.run_id)
        assert found is not None
        home.instance.report_run_canceling(found)
        raise RuntimeError("release unlocked lock")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "LOOK_S", 1e9)
        patch.setattr(stub_graph, "count_attempt", cancelled_and_broken)
        assert run(home, video) == STATUS.CANCELED
    assert_nothing_is_left(home, video)
