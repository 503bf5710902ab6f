"""workers: which worker is at work on what."""

from __future__ import annotations

import pytest

from tests.support.library.activity.heartbeats import step, worker
from vindex_search.videos.activity.signs import SeenStep, SeenWorker
from vindex_search.videos.activity.workers import busy_workers, count_states

STEP = SeenStep(step())
GPU = SeenWorker(worker())


def test_the_only_worker_of_a_queue_on_the_machine_is_at_work_on_its_steps() -> None:
    (busy,), others = busy_workers([GPU], [STEP])
    assert (busy.steps, busy.state, others) == ((STEP,), "busy", [])


def test_the_process_itself_is_told_from_others_of_its_queue() -> None:
    other = SeenWorker(worker("gpu2@host-1", pid=41))
    first, second = busy_workers([GPU, other], [STEP])[0]
    assert (first.steps, second.steps) == ((), (STEP,))


@pytest.mark.parametrize(
    "workers",
    [
        [GPU, SeenWorker(worker("gpu2@host-1", pid=8))],
        [SeenWorker(worker(host="host-2"))],
        [SeenWorker(worker(queues=("cpu",)))],
        [],
    ],
    ids=["two that may be it", "another machine", "another queue", "none"],
)
def test_a_step_whose_worker_cannot_be_told_is_nobodys(workers: list[SeenWorker]) -> None:
    found, others = busy_workers(workers, [STEP])
    assert others == [STEP]
    assert all(not busy.steps for busy in found)


def test_steps_of_a_run_without_queues_are_nobodys() -> None:
    assert busy_workers([GPU], [SeenStep(step(queue=""))])[1]


def test_workers_are_counted_by_state_and_silence_wins() -> None:
    workers = [
        SeenWorker(worker("a", pid=1, queues=("x",))),
        SeenWorker(worker("b", pid=41)),
        SeenWorker(worker("c", pid=2, is_draining=True)),
        SeenWorker(worker("d", pid=3, is_draining=True), silent_s=60.0),
    ]
    states = count_states(busy_workers(workers, [STEP])[0])
    assert states == {"idle": 1, "busy": 1, "draining": 1, "silent": 1}
