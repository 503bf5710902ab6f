"""The simulated queue: what is due shares runs as the planner says, and cores are never idle while runs wait."""

from __future__ import annotations

import pytest

from benchmarks.capacity.queue.arrivals import Upload
from benchmarks.capacity.queue.simulation import TICK_S, simulate

DAY_S = 86_400.0


def together(number: int, *, at: float = 0.0, workspace: str = "w") -> list[Upload]:
    return [Upload(at, workspace, work_s=10.0) for _ in range(number)]


def test_a_lone_upload_waits_for_a_tick_in_which_it_has_settled() -> None:
    found = simulate(together(1, at=3.0), cores=2, start_s=8.0)
    assert found.waits == ((3.0, 2 * TICK_S - 3.0 + 8.0 + 10.0),)


def test_every_upload_becomes_searchable_once() -> None:
    assert len(simulate(together(100), cores=2, start_s=8.0).waits) == 100


@pytest.mark.parametrize(("uploads", "batch"), [(4, 1), (8, 2), (64, 16), (640, 16)])
def test_batches_grow_with_what_is_due(uploads: int, batch: int) -> None:
    assert max(simulate(together(uploads), cores=2, start_s=8.0).batches) == batch


def test_cores_share_the_work() -> None:
    one, four = (simulate(together(64), cores=cores, start_s=0.0) for cores in (1, 4))
    assert max(wait for _, wait in four.waits) == pytest.approx(max(wait for _, wait in one.waits) / 4, rel=0.2)


def test_a_new_upload_comes_before_an_import() -> None:
    backlog = together(400, at=-2 * DAY_S)
    found = simulate([*backlog, Upload(100.0, "w", work_s=10.0)], cores=2, start_s=8.0)
    assert dict(found.waits)[100.0] < 300
    assert max(wait - 2 * DAY_S for at, wait in found.waits if at < 0) > 1000


def test_the_mean_is_that_of_a_stretch_of_time() -> None:
    found = simulate([*together(1, at=0.0), *together(1, at=1000.0)], cores=1, start_s=0.0)
    assert found.mean(start=500.0) == pytest.approx(20.0)
