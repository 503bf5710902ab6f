"""The report as Dagster shows it: numbers over time, tables, small pictures, and nothing of what is not known."""

from __future__ import annotations

from typing import Any

import dagster as dg

from tests.support.library.activity.heartbeats import BEGAN
from tests.support.library.activity.report_tables import filmed, tables, whole
from tests.support.library.foreign_text import HOSTILE
from vindex_assets.assets.report.describe import describe
from vindex_assets.pipeline.metadata.plain_text import MAX_PLOT_BYTES, inert_metadata
from vindex_search.common.prices import Prices
from vindex_search.contract.runs.queue import Backlog, QueueRecord
from vindex_search.videos.report.build import build_report
from vindex_search.videos.report.tables import ReportTables, empty_tables

PRICES = Prices(cpu_hour=0.045, gpu_hour=0.8, gb_month=0.023, thousand_requests=0.005)
QUEUE = QueueRecord(BEGAN, 0, 0, (Backlog("team", "live", 2, BEGAN - 7200),))


def shown(found: ReportTables, queue: QueueRecord | None = None) -> dict[str, Any]:
    return inert_metadata(describe(build_report(found, queue, now=BEGAN + 60), PRICES))


def test_a_library_at_work_has_numbers_tables_and_plots() -> None:
    torn = filmed("b", status="failed", failed_asset="video", failure_kind="permanent", reason="torn")
    metadata = shown(tables(whole("a"), [filmed("a", stored_audio=10**9), torn]), QUEUE)
    assert {name: metadata[name] for name in ("videos", "failed videos", "waiting videos", "stored, GB")} == {
        "videos": 2,
        "failed videos": 1,
        "waiting videos": 2,
        "stored, GB": 1.0,
    }
    assert metadata["processor hours an hour of video"] == 1.8
    assert metadata["cost of an hour of video"] > 1.8 * PRICES.cpu_hour
    steps = metadata["steps, for an hour of video"]
    assert [record.data["asset"] for record in steps.records][-1] == "all"
    plots = [value for value in metadata.values() if isinstance(value, dg.MarkdownMetadataValue)]
    assert len(plots) == 3
    assert all(len(plot.value or "") < MAX_PLOT_BYTES for plot in plots)


def test_a_library_without_history_has_no_figures_of_work() -> None:
    metadata = shown(empty_tables())
    assert metadata["videos"] == 0
    assert not {"cost of an hour of video", "real time factor", "plot: cost", "waiting videos"} & set(metadata)


def test_reasons_of_failures_are_inert() -> None:
    torn = filmed("b", status="failed", failed_asset="video", failure_kind="permanent", reason=HOSTILE)
    (record,) = shown(tables([], [torn]))["failed"].records
    assert "://" not in str(record.data["reason"]).replace("[:]//", "")
