"""history: the tries of steps by run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.activity.heartbeats import BEGAN, attempt
from vindex_search.videos.activity.history import page_of, runs_of_video

MADE = [attempt("video"), attempt("frames", at=3), attempt("index_points", at=9, host="host-2")]


def test_a_run_has_its_steps_in_order_its_time_of_work_and_its_hosts() -> None:
    (run,) = runs_of_video(reversed(MADE))
    assert [each.asset for each in run.attempts] == ["video", "frames", "index_points"]
    assert (run.began, run.seconds, run.hosts) == (BEGAN, 6.0, ("host-1", "host-2"))
    assert (run.outcome, run.asked_by) == ("done", "sensor")


def test_the_newest_run_comes_first() -> None:
    older, newer = attempt(run_id="a"), attempt(run_id="b", at=60)
    assert [run.run_id for run in runs_of_video([older, newer])] == ["b", "a"]


def test_a_failure_that_a_further_try_made_good_is_none() -> None:
    tries = [attempt("index_points", outcome="failed", reason="Qdrant is away"), attempt("index_points", try_number=1)]
    assert runs_of_video(tries)[0].outcome == "done"


def test_the_last_try_of_a_step_decides() -> None:
    assert runs_of_video([*MADE[:2], attempt("audio", at=5, outcome="failed")])[0].outcome == "failed"
    assert runs_of_video([*MADE[:2], attempt("audio", at=5, outcome="cancelled")])[0].outcome == "cancelled"


def test_a_run_without_the_last_asset_is_in_part_or_at_work() -> None:
    assert runs_of_video(MADE[:2])[0].outcome == "partial"
    assert runs_of_video(MADE[:2], frozenset({"r1"}))[0].outcome == "working"


@given(st.integers(0, 30), st.integers(1, 7))
def test_pages_have_every_run_once(count: int, limit: int) -> None:
    runs = runs_of_video(attempt(run_id=f"r{number}", at=number) for number in range(count))
    seen, after = [], ""
    for _ in range(count + 1):
        page, last = page_of(runs, after=after, limit=limit)
        assert len(page) <= limit
        seen += page
        if last is None:
            break
        after = last
    assert seen == runs


def test_after_an_unknown_run_there_is_nothing() -> None:
    assert page_of(runs_of_video(MADE), after="gone", limit=5) == ([], None)
