"""Three runs tell the costs of a run, a video and an hour apart."""

from __future__ import annotations

import pytest

from benchmarks.capacity.batch_run import BatchRun
from benchmarks.capacity.profiles import BATCH, ThreeRuns

SHORT_S, LONG_S = 100.0, 200.0


def run_of(videos: int, seconds: float, *, a_run: float = 5.0, a_video: float = 2.0, a_second: float = 0.1) -> BatchRun:
    used = a_run + videos * a_video + seconds * a_second
    return BatchRun({"frames": used}, {"frames": used}, [])


def test_the_costs_are_those_that_the_runs_were_made_of() -> None:
    three = ThreeRuns(run_of(1, SHORT_S), run_of(1, LONG_S), run_of(BATCH, BATCH * SHORT_S), SHORT_S, LONG_S)
    assert three.costs("frames") == pytest.approx({"a_run": 5.0, "a_video": 2.0, "an_hour": 360.0})


def test_noise_makes_nothing_cheaper_than_free() -> None:
    three = ThreeRuns(run_of(1, LONG_S), run_of(1, SHORT_S), run_of(BATCH, 0.0), SHORT_S, LONG_S)
    assert min(three.costs("frames").values()) == 0


def test_a_step_that_never_ran_costs_nothing() -> None:
    three = ThreeRuns(run_of(1, SHORT_S), run_of(1, LONG_S), run_of(BATCH, BATCH * SHORT_S), SHORT_S, LONG_S)
    assert set(three.costs("transcript").values()) == {0.0}
