"""lines: progress, history and workers in the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.library.activity.heartbeats import BEGAN, COST, attempt, step, worker
from vindex_assets.cli.activity.lines import duration, history_lines, last_sign, percent, progress_text, worker_lines
from vindex_search.api.schemas.runs.history import history_answer
from vindex_search.api.schemas.runs.progress import progress_out
from vindex_search.api.schemas.runs.workers import workers_answer
from vindex_search.videos.activity.history import runs_of_video
from vindex_search.videos.activity.progress import VideoProgress
from vindex_search.videos.activity.signs import NO_WORK, SeenStep, SeenWorker, Work, iso_time

URL = "http://runs"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7800, "2 h 10 min")]
)
def test_a_time_is_as_people_read_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_not_done_is_never_shown_as_done() -> None:
    assert [percent(share) for share in (0.0, 0.439, 0.9999, 1.0)] == ["0 %", "43 %", "99 %", "100 %"]


def test_an_old_sign_of_life_is_marked() -> None:
    assert last_sign(iso_time(BEGAN), BEGAN + 3) == "last sign 3 s ago"
    assert last_sign(iso_time(BEGAN), BEGAN + 75) == "last sign 1 min 15 s ago !"
    assert last_sign(iso_time(BEGAN), BEGAN - 75) == "last sign 0 s ago"


def test_progress_names_the_step_and_its_last_sign_of_life() -> None:
    out = progress_out(VideoProgress(0.439, SeenStep(step(asset="screen_text"))), URL)
    assert out is not None
    assert progress_text(out, BEGAN + 33) == "43 %, screen text 50 %, last sign 3 s ago"
    between = progress_out(VideoProgress(0.1, None), URL)
    assert between is not None
    assert progress_text(between, BEGAN) == "10 %"


def test_a_history_has_a_line_a_run_and_a_line_a_try() -> None:
    tries = [
        attempt("video"),
        attempt("audio", at=4, outcome="failed", reason="no network", seconds=61),
        attempt("audio", at=70, try_number=1),
    ]
    answer = history_answer("v", runs_of_video(tries), dagster_url=URL, limit=5, with_hosts=True)
    assert list(history_lines(answer)) == [
        "2026-01-01T00:00:00+00:00  partial  asked by sensor, 1 min 5 s on host-1  http://runs/runs/r1",
        "  video  made            2.0 s",
        "  audio  failed         61.0 s: no network",
        "  audio  made            2.0 s, try 2",
    ]


def test_a_history_says_how_to_see_what_is_older() -> None:
    runs = runs_of_video([attempt(run_id="a"), attempt(run_id="b", at=9)])
    answer = history_answer("v", runs, dagster_url=URL, limit=1, with_hosts=True)
    assert list(history_lines(answer))[-1] == "older runs: vindex history v --after b"


def test_workers_have_their_steps_below_them_and_others_come_last() -> None:
    work = Work(
        steps=(SeenStep(step("v")), SeenStep(step("", queue="", host="h", run_id="r2", share=0.0))),
        workers=(SeenWorker(worker()),),
    )
    assert list(worker_lines(workers_answer(work, URL), BEGAN + 32)) == [
        "gpu@host-1  busy  queues gpu, 1 at once, last sign 2 s ago",
        "  transcript 50 %  v  since 32 s, last sign 2 s ago  on host-1  run r1",
        "steps without a queue, or whose worker is not known:",
        "  transcript 0 %  between two videos  since 32 s, last sign 2 s ago  on h  run r2",
    ]


def test_nothing_at_work_is_said_so() -> None:
    assert list(worker_lines(workers_answer(NO_WORK, URL))) == ["no worker and no step is at work"]


def test_a_try_says_what_it_used() -> None:
    tries = [
        attempt("audio", cost=COST),
        attempt("transcript", at=4, cost=replace(COST, gpu_s=2.0, is_shared=True)),
        attempt("screen_text", at=9),
    ]
    answer = history_answer("v", runs_of_video(tries), dagster_url=URL, limit=1, with_hosts=False)
    _run, audio, transcript, screen_text = history_lines(answer)
    assert audio.endswith("s, 3.5 s of processors, 812 MiB")
    assert transcript.endswith("s, ~3.5 s of processors, 2.0 s of GPU, ~812 MiB")
    assert screen_text.endswith("2.0 s")
