"""The video that an item means now: by its id or, where its file was renamed since, by its bytes."""

from __future__ import annotations

from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import ForgottenRecord, UploadRecord, VideoRecord
from vindex_search.storage.store import Store


def followed(store: Store, video_id: str, content: str | None) -> str | None:
    """The id of the video, or of one with the same bytes in the same workspace; None where it is gone."""
    if is_there(store, video_id):
        return video_id
    if content is None:
        return None
    workspace = workspace_of_video(video_id)
    return next((one for one in store.videos_with_content(content) if _is_same(store, one, workspace, content)), None)


def _is_same(store: Store, video_id: str, workspace: str, content: str) -> bool:
    """Whether a video is in the workspace, and has these bytes still."""
    return (
        workspace_of_video(video_id) == workspace
        and is_there(store, video_id)
        and content_of(store, video_id) == content
    )


def is_there(store: Store, video_id: str) -> bool:
    """Whether a video is in the library; not from the moment on at which its deletion is on record."""
    upload = store.try_read_record(video_id, UploadRecord)
    forgotten = store.try_read_record(video_id, ForgottenRecord) if upload else None
    return upload is not None and (forgotten is None or forgotten.upload.revision != upload.revision)


def content_of(store: Store, video_id: str) -> str | None:
    """The SHA-256 of a video's bytes; None where it was not probed yet."""
    probed = store.try_read_record(video_id, VideoRecord)
    return probed.sha256 if probed else None
