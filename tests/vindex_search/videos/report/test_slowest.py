"""The slowest tenth, and why: the step that took more than it usually does, and what is known of the video."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.support.library.activity.report_tables import Row, filmed, tried, video_id, whole, with_hours
from vindex_search.videos.report.figures import SlowVideo
from vindex_search.videos.report.slowest import slowest
from vindex_search.videos.report.tables import VIDEOS_SCHEMA

NAMES = [f"v{number:02}" for number in range(10)]


def of(attempts: list[Row], videos: list[Row]) -> tuple[list[SlowVideo], int]:
    return slowest(with_hours(attempts, videos), pl.DataFrame(videos, schema=VIDEOS_SCHEMA))


def the_slow_one(*more: Row, seconds: dict[str, float], **facts: Any) -> SlowVideo:
    """Of ten videos, of which the last takes other seconds and has other facts."""
    usual = [row for name in NAMES[:-1] for row in whole(name, transcript=20.0, screen_text=10.0)]
    attempts = [*usual, *whole(NAMES[-1], **seconds), *more]
    (slow,), count = of(attempts, [*(filmed(name) for name in NAMES[:-1]), filmed(NAMES[-1], **facts)])
    assert (slow.video_id, count) == (video_id(NAMES[-1]), 1)
    return slow


def test_the_step_that_takes_more_than_usual_is_named_and_not_the_longest() -> None:
    slow = the_slow_one(seconds={"transcript": 24.0, "screen_text": 40.0})
    assert (slow.asset, slow.times_median, slow.seconds, slow.real_time_factor) == ("screen_text", 4.0, 71.0, 0.71)
    assert slow.reasons == ["screen text takes 4.0 times the usual"]


@pytest.mark.parametrize("_again", range(20))
def test_of_steps_that_take_as_much_above_the_usual_the_first_by_name_is_named(_again: int) -> None:
    (slow,), _ = of(whole("a"), [filmed("a")])
    assert (slow.asset, slow.reasons) == ("audio", ["every step takes somewhat longer"])


def test_facts_of_the_video_are_reasons() -> None:
    slow = the_slow_one(seconds={"transcript": 60.0, "screen_text": 10.0}, has_subtitles=False, frames=150)
    assert slow.reasons == [
        "transcript takes 3.0 times the usual",
        "no subtitles: its sound is heard",
        "3.0 times as many frames a minute as usual",
    ]


def test_a_short_film_pays_for_beginning_each_step() -> None:
    slow = the_slow_one(seconds={"transcript": 20.0, "screen_text": 10.0}, duration_s=10.0, frames=5)
    assert slow.reasons[1].startswith("only 10 s long")


def test_tries_that_failed_are_counted() -> None:
    failed = tried(NAMES[-1], "audio", run_id="r0", outcome="failed")
    assert the_slow_one(failed, seconds={"transcript": 60.0}).reasons[-1] == "1 tries failed"


def test_a_video_that_was_not_probed_is_none_of_them() -> None:
    assert of([tried("a", outcome="failed")], [filmed("a", duration_s=None)]) == ([], 0)


def test_many_are_counted_and_the_slowest_shown() -> None:
    names = [f"v{number:03}" for number in range(300)]
    attempts = [tried(name, seconds=float(number)) for number, name in enumerate(names, 1)]
    slow, count = of(attempts, [filmed(name) for name in names])
    assert count == 30
    assert [video.video_id for video in slow] == [video_id(name) for name in reversed(names[-20:])]
