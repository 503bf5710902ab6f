"""What the last check of the library's completeness found, as it is kept in the store for whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import BaseModel, ValidationError

from vindex_search.storage.store import Store

REPORT_FILE: Final = "completeness.json"
MAX_LISTED: Final = 1000  # of either list; the counts count all


class Missing(BaseModel):
    """A video that something is missing of: what, and what was done about it."""

    video_id: str
    reason: str
    done: str


class Quarantined(BaseModel):
    """A video that is left alone until it is retried or a new version of it lands."""

    video_id: str
    asset: str
    reason: str
    at: str


class CompletenessReport(BaseModel):
    """One check.

    `at` is ISO 8601 in UTC, `videos` how many the library has, `looked_at` how many of them were looked at closely,
    `until` the last one that was in its turn; the counts of what was missing and of what is quarantined are by
    workspace.
    """

    at: str
    videos: int
    checked: int
    until: str
    missing_by_workspace: dict[str, int]
    quarantined_by_workspace: dict[str, int]
    missing: list[Missing]
    quarantined: list[Quarantined]

    def count_incomplete(self, sees: Callable[[str], bool] = lambda _: True) -> int:
        """How many videos something was missing of, in the workspaces that the asker sees."""
        return sum(count for workspace, count in self.missing_by_workspace.items() if sees(workspace))


def read_report(store: Store) -> CompletenessReport | None:
    """The last check's report; None where there was none, or where another version of vindex wrote it."""
    record = store.read_library_json(REPORT_FILE)
    try:
        return CompletenessReport.model_validate(record) if record else None
    except ValidationError:
        return None


def write_report(store: Store, report: CompletenessReport) -> None:
    """Write a report down, whole or not at all."""
    store.write_library_json(REPORT_FILE, report.model_dump(mode="json"))
