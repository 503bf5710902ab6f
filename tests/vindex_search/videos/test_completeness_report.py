"""The report of a check, kept and read by others."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.storage.store import Store
from vindex_search.videos.completeness_report import REPORT_FILE, CompletenessReport, Missing, write_report, read_report

FOUND = CompletenessReport(
    at="2026-01-01T00:00:00+00:00",
    videos=9,
    checked=3,
    until="team--a-0123456789",
    missing_by_workspace={"team": 2, "other": 1},
    quarantined_by_workspace={},
    missing=[Missing(video_id="team--a-0123456789", reason="it has no partition in Dagster", done="shown again")],
    quarantined=[],
)


def test_a_report_is_read_as_it_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    assert read_report(store) is None
    write_report(store, FOUND)
    assert read_report(store) == FOUND


@pytest.mark.parametrize("record", [{}, {"at": "2026"}, {**FOUND.model_dump(), "missing": 3}])
def test_a_report_of_another_form_is_none(tmp_path: Path, record: dict[str, object]) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_library_json(REPORT_FILE, record)
    assert read_report(store) is None


def test_a_count_is_of_the_workspaces_that_the_asker_sees() -> None:
    assert FOUND.count_incomplete() == 3
    assert FOUND.count_incomplete(lambda workspace: workspace == "other") == 1
    assert FOUND.count_incomplete(lambda workspace: workspace == "nobody") == 0
