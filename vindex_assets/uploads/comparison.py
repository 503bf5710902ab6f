"""Which uploads of a listing are new or changed, and which videos are gone from it: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from vindex_assets.uploads.video_state import Known
from vindex_search.contract.records import UploadRecord


def changed(rows: Mapping[str, Known], uploads: Iterable[UploadRecord]) -> list[Known]:
    """Rows of the uploads that are new, of another revision than their row's, or back; their records are to be read."""
    return [Known(upload, "unread") for upload in uploads if _differs(rows.get(upload.video_id), upload)]


def gone(rows: Mapping[str, Known], uploads: Iterable[UploadRecord]) -> list[Known]:
    """Rows of the videos that are not among the uploads any more."""
    there = {upload.video_id for upload in uploads}
    lacking = (row for video_id, row in rows.items() if video_id not in there)
    return [replace(row, state="gone") for row in lacking if row.state != "gone"]


def _differs(row: Known | None, upload: UploadRecord) -> bool:
    return row is None or row.state == "gone" or row.upload.revision != upload.revision
