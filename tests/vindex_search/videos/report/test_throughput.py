"""Hours of video a day, over the last days and day by day."""

from __future__ import annotations

from tests.support.library.activity.heartbeats import BEGAN
from tests.support.library.activity.report_tables import filmed, tried, with_hours
from vindex_search.videos.report.throughput import daily, throughput

DAY = 86_400.0
HOUR_S = 3600.0
NOW = BEGAN + 3600.0  # an hour after midnight
MADE = with_hours(
    [
        tried("today", "index_points", began=NOW - 60),
        tried("week", "index_points", began=NOW - 5 * DAY),
        tried("week", "index_points", run_id="r2", began=NOW - 2 * DAY),
        tried("month", "index_points", began=NOW - 20 * DAY, outcome="shared"),
        tried("old", "index_points", began=NOW - 40 * DAY),
        tried("half", "transcript", began=NOW - 60),
        tried("failed", "index_points", began=NOW - 60, outcome="failed"),
    ],
    [filmed(name, duration_s=HOUR_S) for name in ("today", "week", "month", "old", "half", "failed")],
)


def test_what_became_searchable_counts_once_in_each_window() -> None:
    found = [(window.days, window.videos, window.hours, window.hours_a_day) for window in throughput(MADE, now=NOW)]
    assert found == [(1, 1, 1.0, 1.0), (7, 2, 2.0, 0.286), (30, 3, 3.0, 0.1)]


def test_each_of_the_last_days_has_its_hours() -> None:
    days = daily(MADE, now=NOW)
    assert (len(days), days[0].day, days[-1].day) == (30, "2025-12-03", "2026-01-01")
    assert {day.day: day.hours for day in days if day.videos} == {
        "2025-12-12": 1.0,
        "2025-12-27": 1.0,
        "2025-12-30": 1.0,
        "2026-01-01": 1.0,
    }


def test_of_nothing_there_are_zeros() -> None:
    nothing = with_hours([], [])
    assert {(window.videos, window.hours) for window in throughput(nothing, now=NOW)} == {(0, 0.0)}
    assert {day.videos for day in daily(nothing, now=NOW)} == {0}
