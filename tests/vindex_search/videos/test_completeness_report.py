"""completeness_report: written and read back, also by other versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.storage.store import Store
from vindex_search.videos.completeness_report import REPORT_FILE, CompletenessReport, Missing, read_report, write_report

REPORT = CompletenessReport(
    at="2026-01-01T00:00:00+00:00",
    videos=9,
    checked=3,
    until="team--a-0123456789",
    missing_by_workspace={"team": 2, "other": 1},
    quarantined_by_workspace={},
    missing=[Missing(video_id="team--a-0123456789", reason="it has no partition in Dagster", done="shown again")],
    quarantined=[],
)


def test_a_report_is_read_back(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    assert read_report(store) is None
    write_report(store, REPORT)
    assert read_report(store) == REPORT


def test_the_file_keeps_the_field_names_of_older_versions(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    write_report(store, REPORT)
    record = store.read_library_json(REPORT_FILE)
    assert record is not None
    assert (record["looked_at"], record["missing_in"], record["quarantined_in"]) == (3, {"team": 2, "other": 1}, {})


@pytest.mark.parametrize("record", [{}, {"at": "2026"}, {**REPORT.model_dump(), "missing": 3}])
def test_a_report_of_another_format_is_none(tmp_path: Path, record: dict[str, object]) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_library_json(REPORT_FILE, record)
    assert read_report(store) is None


def test_incomplete_videos_are_counted_in_the_visible_workspaces() -> None:
    assert REPORT.count_incomplete() == 3
    assert REPORT.count_incomplete(lambda workspace: workspace == "other") == 1
    assert REPORT.count_incomplete(lambda workspace: workspace == "nobody") == 0
