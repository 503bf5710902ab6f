"""The report of the last completeness check: one JSON file in the store, written by the pipeline, read by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vindex_search.storage.store import Store

REPORT_FILE: Final = "completeness.json"
MAX_LISTED: Final = 1000  # entries of each list; the counts include all


class Missing(BaseModel):
    """A video that lacks something: what, and what was done about it."""

    video_id: str
    reason: str
    done: str


class Quarantined(BaseModel):
    """A quarantined video: no run is requested until it is retried or a new version is uploaded."""

    video_id: str
    asset: str
    reason: str
    at: str


class CompletenessReport(BaseModel):
    """The result of one check.

    Some fields have other names in the file, which older versions wrote and read.

    Attributes:
        at: When it ran, ISO 8601 in UTC.
        videos: Number of videos in the library.
        checked: Number of videos whose artefacts and points were checked.
        until: Id of the last of them; the next check goes on after it.
        missing_by_workspace: Number of videos that lack something.
        quarantined_by_workspace: Number of quarantined videos.
        missing: At most `MAX_LISTED` videos that lack something.
        quarantined: At most `MAX_LISTED` quarantined videos.
    """

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True, serialize_by_alias=True)

    at: str
    videos: int
    checked: int = Field(alias="looked_at")
    until: str
    missing_by_workspace: dict[str, int] = Field(alias="missing_in")
    quarantined_by_workspace: dict[str, int] = Field(alias="quarantined_in")
    missing: list[Missing]
    quarantined: list[Quarantined]

    def count_incomplete(self, can_see: Callable[[str], bool] = lambda _: True) -> int:
        """Number of videos that lack something, in the workspaces that a caller can see."""
        return sum(count for workspace, count in self.missing_by_workspace.items() if can_see(workspace))


def read_report(store: Store) -> CompletenessReport | None:
    """The report of the last check; None where there is none, or its format is that of another version."""
    record = store.read_library_json(REPORT_FILE)
    try:
        return CompletenessReport.model_validate(record) if record else None
    except ValidationError:
        return None


def write_report(store: Store, report: CompletenessReport) -> None:
    """Write a report atomically."""
    store.write_library_json(REPORT_FILE, report.model_dump(mode="json"))
