"""What a step takes for an hour of video: all that was tried, over the hours that were made."""

from __future__ import annotations

import pytest

from tests.support.library.activity.report_tables import Row, filmed, tried, unmeasured, whole, with_hours
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.videos.report.figures import StepFigures
from vindex_search.videos.report.steps import step_figures, whole_factors

PER_HOUR = 3600 / 100  # the videos have a hundred seconds


def only(attempts: list[Row], videos: list[Row]) -> StepFigures:
    step, _all = step_figures(with_hours(attempts, videos))
    return step


def test_figures_are_for_an_hour_of_video() -> None:
    step = only([tried("a")], [filmed("a")])
    assert (step.asset, step.attempts, step.made, step.failed) == ("transcript", 1, 1, 0)
    assert step.hours == pytest.approx(100 / 3600, abs=1e-3)
    assert step.real_time_factor == 0.1
    assert (step.wall_s, step.cpu_s, step.gpu_s) == (10 * PER_HOUR, 20 * PER_HOUR, 0.0)
    assert (step.bytes_read, step.bytes_written) == (1000 * PER_HOUR, 100 * PER_HOUR)
    assert (step.reading_requests, step.writing_requests) == (4 * PER_HOUR, 2 * PER_HOUR)
    assert (step.peak_memory_mib, step.max_memory_mib) == (500.0, 500.0)


def test_tries_that_failed_cost_and_make_nothing() -> None:
    failed = tried("a", outcome="failed", seconds=5.0)
    step = only([failed, tried("a", try_number=1)], [filmed("a")])
    assert (step.attempts, step.made, step.failed) == (2, 1, 1)
    assert (step.wall_s, step.cpu_s, step.real_time_factor) == (15 * PER_HOUR, 40 * PER_HOUR, 0.1)


def test_rates_are_of_the_measured_tries_alone() -> None:
    step = only([tried("a"), unmeasured("b")], [filmed("a"), filmed("b")])
    assert (step.measured, step.cpu_s, step.wall_s) == (0.5, 20 * PER_HOUR, 10 * PER_HOUR)


@pytest.mark.parametrize(
    ("attempt", "video"),
    [
        (tried("a", outcome="failed"), filmed("a", duration_s=None)),
        (tried("a"), filmed("a", duration_s=0.0)),
        (unmeasured("a", outcome="reused"), filmed("a")),
    ],
    ids=["never probed", "no length", "nothing made"],
)
def test_what_is_not_known_is_none(attempt: Row, video: Row) -> None:
    step = only([attempt], [video])
    assert (step.real_time_factor, step.wall_s, step.cpu_s) == (None, None, None)


def test_the_median_is_not_moved_by_one_slow_video_and_the_slow_tenth_is() -> None:
    names = [f"v{number}" for number in range(20)]
    attempts = [tried(name, seconds=100.0 if name in names[:3] else 10.0) for name in names]
    step = only(attempts, [filmed(name) for name in names])
    assert (step.real_time_factor, step.slow_real_time_factor) == (0.1, 1.0)


def test_all_steps_together_come_last() -> None:
    steps = step_figures(with_hours(whole("a", transcript=3.0), [filmed("a")]))
    assert [step.asset for step in steps] == [*ARTEFACTS, "all"]
    assert steps[-1].wall_s == (3 + len(ARTEFACTS) - 1) * PER_HOUR
    assert steps[-1].real_time_factor == 0.11
    assert steps[-1].cpu_s == len(ARTEFACTS) * 20 * PER_HOUR
    assert steps[-1].max_memory_mib == 500.0


def test_a_video_counts_by_what_made_it_last() -> None:
    attempts = [tried("a", seconds=50.0), tried("a", run_id="r2", began=2e9, seconds=10.0)]
    assert whole_factors(with_hours(attempts, [filmed("a")]))["factor"].to_list() == [0.1]


def test_of_nothing_there_are_no_figures() -> None:
    assert step_figures(with_hours([], [])) == []
