"""Videos of a store for tests of sharing: their records alone."""

from __future__ import annotations

from typing import Final

from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.store import Store

FILM: Final = "team--film-0123456789"
RENAMED: Final = "team--renamed-0123456789"
BYTES: Final = "0" * 64


def add_video(store: Store, video_id: str = FILM, sha256: str = BYTES) -> None:
    """A video with these bytes."""
    workspace = workspace_of_video(video_id)
    upload = UploadRecord(video_id, workspace, f"{workspace}/film.mp4", "v1", 5, "2026-01-01T00:00:00+00:00")
    store.write_record(video_id, upload)
    manifest = {"duration_s": 9.0, "width": 64, "sha256": sha256}
    store.write_record(video_id, VideoRecord.from_manifest(manifest))
    store.index_content(video_id, sha256)
