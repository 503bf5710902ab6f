"""The report in the terminal."""

from __future__ import annotations

from tests.support.library.activity.heartbeats import BEGAN
from tests.support.library.activity.report_tables import filmed, tables, whole
from vindex_assets.cli.activity.report import NEVER, report_lines
from vindex_search.api.schemas.runs.report import ReportAnswer, report_answer
from vindex_search.common.prices import Prices
from vindex_search.contract.runs.queue import Backlog, QueueRecord
from vindex_search.videos.report.build import build_report
from vindex_search.videos.report.tables import ReportTables, empty_tables

PRICES = Prices(cpu_hour=0.045, gpu_hour=0.8, gb_month=0.023, thousand_requests=0.005)
QUEUE = QueueRecord(BEGAN, 0, 0, (Backlog("team", "live", 2, BEGAN - 7200),))


def answer(found: ReportTables, queue: QueueRecord | None, at: str | None) -> ReportAnswer:
    return report_answer(build_report(found, queue, now=BEGAN), PRICES, at)


def test_each_section_has_its_lines() -> None:
    torn = filmed("b", status="failed", failed_asset="video", failure_kind="permanent", reason="it is torn")
    found = tables(whole("a", transcript=20.0), [filmed("a", stored_audio=2_500_000), torn])
    lines = list(report_lines(answer(found, QUEUE, "2026-01-01T00:00:00+00:00")))
    assert lines[:2] == ["videos: 1 failed, 1 indexed; 0.06 hours", "waiting: 2, the oldest for 2 h 0 min"]
    transcript = next(line.split() for line in lines if line.startswith("  transcript"))
    assert transcript[:4] == ["transcript", "1", "0", "0.200"]
    (whole_library,) = [line for line in lines if line.startswith("  all ")]
    assert whole_library.split()[-1] == "0.0842"  # 1.8 hours of a core, and 648 requests
    assert "      1  video, permanent: it is torn" in lines
    assert ["audio", "2.5", "MB"] in [line.split() for line in lines]
    assert any(line.endswith("team--a-0123456789  every step takes somewhat longer") for line in lines)


def test_columns_are_aligned() -> None:
    lines = list(report_lines(answer(tables(whole("a"), [filmed("a")]), None, "2026-01-01T00:00:00+00:00")))
    begin = lines.index("an hour of video takes") + 1
    assert len({len(line) for line in lines[begin : begin + 10]}) == 1


def test_a_library_whose_histories_were_never_read_says_so() -> None:
    lines = list(report_lines(answer(empty_tables(), None, None)))
    assert lines[:2] == [NEVER, "videos: none worked on; 0.00 hours"]
