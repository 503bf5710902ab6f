"""What the sidecars of a stored video say about it."""

from __future__ import annotations

from vindex_search.contract.description.record import DescriptionRecord, sidecars_description
from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.media_types import describing_sidecars
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.store import Store


def video_description(store: Store, video_id: str) -> VideoDescription:
    """The description by the sidecars of a video, without what its file says itself; of an unknown video nothing."""
    upload = store.try_read_record(video_id, UploadRecord)
    return upload_description(store, upload) if upload else NOTHING


def upload_description(store: Store, upload: UploadRecord) -> VideoDescription:
    """The same, for an upload whose record was read; of most, which have no such sidecars, no other file is read."""
    if not describing_sidecars(upload.sidecars):
        return NOTHING
    return sidecars_description(store.try_read_record(upload.video_id, DescriptionRecord), upload)
