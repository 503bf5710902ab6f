"""A run is cancelled while its steps work in threads: they end, nothing is left, and a later run finishes.

The instance is over SQLite files: that in memory is not for threads which write at the same time.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster import stub_graph
from tests.support.dagster.step_runs import register_uploads
from tests.support.library.home import Home
from vindex_assets.pipeline.policy import POLICIES
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
def video(home: Home) -> str:
    """A registered upload."""
    return register_uploads(home, "a")[0]


@contextmanager
def cancelling(home: Home, cancel: Cancel) -> Iterator[None]:
    """Context manager: a thread cancels the run as soon as its step blocks."""

    def wait_and_cancel() -> None:
        until(stub_graph.flag(home.path).exists)
        cancel(home, home.instance.get_runs(limit=1)[0])

    thread = threading.Thread(target=wait_and_cancel)
    thread.start()
    yield
    thread.join()


def run(home: Home, video: str) -> dg.DagsterRunStatus:
    """One run of the whole graph over a video, in this process."""
    job = dg.reconstructable(stub_graph.threads)
    with dg.execute_job(job, instance=home.instance, tags={PARTITION_TAG: video}):
        return home.instance.get_runs(limit=1)[0].status


def assert_nothing_is_left(home: Home, video: str) -> None:
    store = home.library.store
    assert list_steps(store.root) == []
    assert store.read_record(video, FailureRecord) is None
    assert list(home.path.rglob("*.tmp")) == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("step-")]


@pytest.mark.parametrize("asset", POLICIES)
def test_a_run_that_is_cancelled_in_a_step_ends_there_and_a_later_one_finishes(
    home: Home, video: str, asset: str
) -> None:
    with (
        stub_graph.blocking(f"{asset}:looping"),
        cancelling(home, lambda home, run: home.instance.report_run_canceling(run)),
    ):
        assert run(home, video) == STATUS.CANCELED
    assert_nothing_is_left(home, video)
    cancelled = {
        (attempt.asset, attempt.reason)
        for attempt in list_attempts(home.library.store, video)
        if attempt.outcome == "cancelled"
    }
    assert (asset, "the run was cancelled") in cancelled
    assert run(home, video) == STATUS.SUCCESS
    found = get_video(home.library.store, video)
    assert found is not None
    assert found.status == "indexed"


def test_the_process_of_a_run_is_ended(home: Home, video: str) -> None:
    """As by SIGTERM at a shutdown: the executor breaks off what its steps are at, and it was no attempt."""
    with (
        stub_graph.blocking("audio:looping"),
        cancelling(home, lambda _home, _run: os.kill(os.getpid(), signal.SIGINT)),
    ):
        assert run(home, video) == STATUS.FAILURE
    assert_nothing_is_left(home, video)
    assert home.library.store.read_record(video, AttemptsRecord) is None


def test_both_steps_that_are_at_work_end(home: Home, video: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2)

    def meet_and_block(asset: str, _task: object) -> None:
        if asset in {"frames", "audio"}:
            meeting.wait(60)
            stub_graph.flag(home.path).touch()
            until(lambda: False)

    monkeypatch.setattr(stub_graph, "before_make", meet_and_block)
    with cancelling(home, lambda home, run: home.instance.report_run_canceling(run)):
        assert run(home, video) == STATUS.CANCELED
    assert_nothing_is_left(home, video)
    cancelled = {
        attempt.asset for attempt in list_attempts(home.library.store, video) if attempt.outcome == "cancelled"
    }
    assert cancelled == {"frames", "audio"}
