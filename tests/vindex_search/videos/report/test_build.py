"""The report of a library, and of some of its workspaces."""

from __future__ import annotations

from tests.support.library.activity.heartbeats import BEGAN
from tests.support.library.activity.report_tables import filmed, tables, tried, video_id
from vindex_search.contract.runs.queue import Backlog, QueueRecord
from vindex_search.videos.activity.signs import iso_time
from vindex_search.videos.report.build import build_report
from vindex_search.videos.report.tables import empty_tables

NOW = BEGAN + 100.0
BACKLOG = (Backlog("team", "live", 2, NOW - 40), Backlog("other", "live", 3, NOW - 90), Backlog("x", "live", 0, 0.0))
QUEUE = QueueRecord(NOW, 1, 1, BACKLOG)
TABLES = tables(
    [tried("a"), {**tried("b"), "video_id": video_id("b", "other"), "seconds": 1000.0}],
    [filmed("a", stored_audio=7), filmed("b", "other", status="failed", reason="torn", stored_audio=5)],
)


def test_the_report_of_a_library_covers_all_workspaces() -> None:
    report = build_report(TABLES, QUEUE, now=NOW)
    assert report.videos == {"failed": 1, "indexed": 1}
    assert report.waiting is not None
    assert (report.waiting.videos, report.waiting.oldest_at) == (5, iso_time(NOW - 90))
    assert {kind.kind: kind.bytes for kind in report.stored} == {"audio": 12}
    assert report.steps[0].attempts == 2


def test_the_report_of_a_workspace_knows_nothing_of_others() -> None:
    report = build_report(TABLES, QUEUE, now=NOW, workspaces=("team",))
    assert (report.videos, report.failures) == ({"indexed": 1}, [])
    assert report.waiting is not None
    assert (report.waiting.videos, report.waiting.oldest_at) == (2, iso_time(NOW - 40))
    assert {kind.kind: kind.bytes for kind in report.stored} == {"audio": 7}
    assert [video.video_id for video in report.slowest] == [video_id("a")]
    assert report.steps[0].slow_real_time_factor == 0.1


def test_where_nothing_waits_nothing_is_the_oldest() -> None:
    report = build_report(TABLES, QUEUE, now=NOW, workspaces=("x",))
    assert report.waiting is not None
    assert (report.waiting.videos, report.waiting.oldest_at) == (0, None)


def test_a_library_that_nothing_is_known_of_has_an_empty_report() -> None:
    report = build_report(empty_tables(), None, now=NOW)
    assert (report.videos, report.hours, report.waiting, report.steps, report.slowest) == ({}, 0.0, None, [], [])
