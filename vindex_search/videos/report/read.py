"""The report as it is asked for: from the tables that the pipeline wrote last, and what the last tick saw."""

from __future__ import annotations

import time
from typing import Final

from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.queue import QueueRecord
from vindex_search.storage.store import Store
from vindex_search.videos.activity.signs import iso_time
from vindex_search.videos.report.figures import Report

REPORT_FILE: Final = "report/report.json"  # of the whole library, as it was when its tables were written


def write_report(store: Store, report: Report) -> None:
    """Write the report of the whole library, for whoever does not compute it anew."""
    store.write_library_json(REPORT_FILE, report.model_dump(mode="json"))


def read_written_report(store: Store) -> Report | None:
    """The report that was written last; None where there is none, or its format is that of another version."""
    try:
        record = store.read_library_json(REPORT_FILE)
        return Report.model_validate(record) if record else None
    except ValueError:  # no JSON, or not this
        return None


def read_library_report(store: Store, workspaces: tuple[str, ...] = ()) -> Report:
    """The report of some workspaces (empty: of all) now; of a library whose histories were never read, an empty one."""
    from vindex_search.videos.report.build import build_report
    from vindex_search.videos.report.tables import empty_tables, read_tables

    tables = read_tables(store) or empty_tables()
    return build_report(tables, read_queue(store), now=time.time(), workspaces=workspaces)


def read_queue(store: Store) -> QueueRecord | None:
    """What the last tick saw; None before the first, and where its record cannot be read."""
    try:
        return store.read_library_record(QueueRecord)
    except RecordError:
        return None


def collected_at(store: Store) -> str | None:
    """When the histories were last read, ISO 8601 in UTC; None: never yet."""
    from vindex_search.videos.report.tables import VIDEOS_FILE

    try:
        return iso_time((store.root / VIDEOS_FILE).stat().st_mtime)
    except FileNotFoundError:
        return None
