"""launcher: runs are handed to a pool, or launched as Dagster does by itself; a pool here is a thread that answers."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.definitions import index_videos_job
from vindex_assets.run_workers.dagster_internals import GRPC_INFO_TAG, LaunchRunContext, WorkerStatus
from vindex_assets.run_workers.launcher import ResidentRunLauncher, wake
from vindex_assets.run_workers.wire import ADDRESS, ADDRESS_TAG, Question, receive_line
from vindex_assets.runs.worker_tag import WORKER_TAG, worker_tag

STARTED = dg.DagsterRunStatus.STARTED
ALIVE = worker_tag()[WORKER_TAG]
GONE = ALIVE.rsplit("/", 1)[0] + "/1"


@dataclass
class Pool:
    """Answers each question by its kind, and keeps it.

    Attributes:
        listener: Where it is asked.
        answers: What it answers; nothing else: "no".
        asked: The questions.
    """

    listener: socket.socket
    answers: Mapping[str, str]
    asked: list[Question] = field(default_factory=list)

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                question = Question.from_line(receive_line(client))
                self.asked.append(question)
                client.sendall(self.answers.get(question.ask, "").encode() + b"\n")


@pytest.fixture
def pool(request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool with the answers of the parameter, beside an open library."""
    assert home.path.exists()
    with tempfile.TemporaryDirectory(prefix="vindex-") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder) / "pool"))
        listener.listen()
        monkeypatch.setenv(ADDRESS, listener.getsockname())
        pool = Pool(listener, getattr(request, "param", {}))
        thread = threading.Thread(target=pool.serve)
        thread.start()
        yield pool
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def launched_by_dagster(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the runs that Dagster's own launcher launched."""
    launched: list[str] = []
    monkeypatch.setattr(
        dg.DefaultRunLauncher, "launch_run", lambda _self, context: launched.append(context.dagster_run.run_id)
    )
    return launched


def launcher_of(home: Home) -> ResidentRunLauncher:
    launcher = ResidentRunLauncher()
    launcher.register_instance(home.instance)
    return launcher


def our_run(home: Home, **tags: str) -> dg.DagsterRun:
    """A run of our definitions."""
    job = dg.reconstructable(index_videos_job)
    origin: Any = job.get_python_origin()
    run: dg.DagsterRun = create_run_for_test(home.instance, status=STARTED, job_code_origin=origin, tags=tags)
    return run


def launch(home: Home, run: dg.DagsterRun) -> dict[str, str]:
    """Launch a run; returns its tags."""
    launcher_of(home).launch_run(LaunchRunContext(run, None))
    found = home.instance.get_run_by_id(run.run_id)
    assert found is not None
    return dict(found.tags)


def test_without_a_pool_dagster_launches_the_run(home: Home, launched_by_dagster: list[str]) -> None:
    run = our_run(home)
    assert ADDRESS_TAG not in launch(home, run)
    assert launched_by_dagster == [run.run_id]


@pytest.mark.parametrize("pool", [{"reserve": ALIVE, "execute": "yes"}], indirect=True)
def test_a_worker_takes_a_run_that_is_tagged_with_it_before(
    home: Home, pool: Pool, launched_by_dagster: list[str]
) -> None:
    tags = launch(home, our_run(home))
    assert (tags[WORKER_TAG], tags[ADDRESS_TAG]) == (ALIVE, pool.listener.getsockname())
    assert [question.ask for question in pool.asked] == ["reserve", "execute"]
    assert launched_by_dagster == []


@pytest.mark.parametrize("pool", [{}, {"reserve": ALIVE}], indirect=True, ids=["reserve", "execute"])
def test_dagster_launches_the_run_where_the_pool_says_no(
    home: Home, pool: Pool, launched_by_dagster: list[str]
) -> None:
    run = our_run(home)
    launch(home, run)
    assert pool.asked
    assert launched_by_dagster == [run.run_id]


def test_a_run_of_other_definitions_is_none_for_the_pool(
    home: Home, pool: Pool, launched_by_dagster: list[str]
) -> None:
    run = create_run_for_test(home.instance, status=STARTED)
    launch(home, run)
    assert (pool.asked, launched_by_dagster) == ([], [run.run_id])


def test_a_pool_that_has_ended_is_no_reason_to_fail(
    home: Home, monkeypatch: pytest.MonkeyPatch, launched_by_dagster: list[str]
) -> None:
    monkeypatch.setenv(ADDRESS, "/nowhere/pool")
    run = our_run(home)
    launch(home, run)
    wake()
    assert launched_by_dagster == [run.run_id]


@pytest.mark.parametrize("pool", [{"interrupt": "yes"}], indirect=True)
def test_a_run_is_cancelled_through_its_worker(home: Home, pool: Pool) -> None:
    run = our_run(home, **{ADDRESS_TAG: pool.listener.getsockname()})
    assert launcher_of(home).terminate(run.run_id)
    assert [(question.ask, question.run_id) for question in pool.asked] == [("interrupt", run.run_id)]
    found = home.instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == dg.DagsterRunStatus.CANCELING


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ({ADDRESS_TAG: "/pool", WORKER_TAG: ALIVE}, WorkerStatus.RUNNING),
        ({ADDRESS_TAG: "/pool", WORKER_TAG: GONE}, WorkerStatus.FAILED),
        ({ADDRESS_TAG: "/pool", WORKER_TAG: GONE, GRPC_INFO_TAG: "{}"}, WorkerStatus.RUNNING),
        ({WORKER_TAG: GONE}, WorkerStatus.RUNNING),
    ],
    ids=["alive", "gone", "of a code server", "of a command"],
)
def test_the_monitor_hears_of_a_dead_worker(home: Home, tags: dict[str, str], status: WorkerStatus) -> None:
    launcher = launcher_of(home)
    assert launcher.supports_check_run_worker_health
    assert launcher.check_run_worker_health(our_run(home, **tags)).status == status


def test_uploads_wake_a_worker(pool: Pool) -> None:
    wake()
    assert [question.ask for question in pool.asked] == ["wake"]
