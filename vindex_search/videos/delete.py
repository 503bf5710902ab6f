"""Deletes a video for HTTP, CLI, Dagster and the sensor: points, artefacts and, on request, the upload.

The request is written to one record, `forgotten.json`, before anything is deleted. From then on the video counts as
forgotten (a `ForgottenRecord` of the same revision outweighs the `UploadRecord`), and a deletion whose process was
killed is completed by the next tick of the upload sensor (`finish_deletion`) or by a second call.
"""

from __future__ import annotations

from collections.abc import Sequence

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import ForgottenRecord, IndexedRecord, UploadRecord
from vindex_search.index import factory
from vindex_search.settings import Settings
from vindex_search.sharing.forget import forget_video
from vindex_search.storage import files
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store
from vindex_search.videos.control.cancel import is_worked_on
from vindex_search.videos.video import Video


class VideoBusy(ValueError):
    """A run is processing the video; the message says what to do."""


class UnknownVideo(ValueError):
    """The video has no record; the message names it."""


def require_idle(video: Video, store: Store | None = None) -> None:
    """Refuse to delete a video that a run is processing, as far as the store can tell.

    Args:
        video: Which.
        store: Its store, where the steps that are at work are on record; None: only the status is looked at.

    Raises:
        VideoBusy: its status is "processing", or it was cancelled and a step has yet to stop.
    """
    if store and video.status == "cancelled" and is_worked_on(store, video.video_id):
        raise VideoBusy(f"a step that works on {video.video_id} is stopping: try again in some seconds")
    if video.status == "processing":
        raise VideoBusy(
            f"a run is processing {video.video_id}: wait until it is indexed or has failed, or cancel it first "
            f"(`vindex cancel {video.video_id}`)"
        )


def delete_video(
    settings: Settings, store: Store, bucket: Bucket, video_id: str, *, upload: bool, actor: Actor | None = None
) -> None:
    """Delete a video; idempotent: a second call completes the first, or deletes the upload of a forgotten video.

    The request is written to the audit log before all else, and its result after it.

    1. Set the dirty mark, so that the sensor notices a process that was killed during step 2.
    2. Write the `ForgottenRecord`, with whether to delete the upload. Before this nothing was deleted, so a kill loses
       nothing; after it the next tick finds the request and carries it out.
    3. Set the dirty mark again: a tick may have cleared the first one before it could see the record.
    4. Delete the points on the Qdrant server. This precedes all visible effects, as it is the only step that calls
       another service: where it fails, step 2 is reverted and nothing has changed.
    5. Delete its shares and take it from the collections: who makes a share looks for the `ForgottenRecord` after that.
       Delete the published marks (an embedded index follows them), then the `UploadRecord` (the API lists the video
       until then, so that the caller can repeat the call), then the other artefacts. The `ForgottenRecord` stays. Its
       clips go before the `UploadRecord`: one that is being made looks for that record when it is in its place.
    6. Delete the upload, on request: the media file before its subtitle files, as a media file that lost a subtitle
       file is a new revision, which would be indexed. This follows the artefacts, so that no video is ever in the
       library without its upload; a deletion on S3 may fail, and the record still names the files.
    7. Delete the `ForgottenRecord` where the upload was deleted: nothing is left to be kept out of the library, and the
       same file uploaded again is to be indexed.
    8. Set the dirty mark once more, for the sensor to delete the partition.

    Args:
        settings: The library's.
        store: Holds its artefacts.
        bucket: Holds its uploads.
        video_id: The video to delete.
        upload: Also delete the uploaded file and its subtitle files, whatever their version is now.
        actor: Who deletes it; None: the machine's user.

    Raises:
        AuditUnavailable: it cannot be written down; then nothing has changed.
        UnknownVideo: the video is neither registered nor forgotten.
        IndexUnavailable: the Qdrant server does not answer; then nothing has changed.
    """
    previous = store.read_record(video_id, ForgottenRecord)
    record = store.read_record(video_id, UploadRecord) or (previous.upload if previous else None)
    if record is None:
        raise UnknownVideo(f"there is no video {video_id} in the library")
    detail = f"{record.object_key}, {'with its upload' if upload else 'its upload is kept'}"
    with trail_of(store, actor).deed("delete", videos=[video_id], detail=detail):
        _delete(settings, store, bucket, video_id, ForgottenRecord(record, delete_upload=upload))


def _delete(settings: Settings, store: Store, bucket: Bucket, video_id: str, request: ForgottenRecord) -> None:
    """Steps 1 to 8 of `delete_video`."""
    previous = store.read_record(video_id, ForgottenRecord)
    store.mark_dirty(video_id)
    crash_point("delete.marked", video_id)
    store.write_record(video_id, request)
    crash_point("delete.requested", video_id)
    store.mark_dirty(video_id)
    crash_point("delete.remarked", video_id)
    try:
        factory.remove_points(settings, video_id)
    except Exception:
        _revert_request(store, video_id, previous)
        raise
    crash_point("delete.points_removed", video_id)
    keys = upload_keys(request.upload) if request.delete_upload else ()
    _remove_files(store, bucket, video_id, keys, keep_record=not request.delete_upload)


def upload_keys(upload: UploadRecord) -> tuple[str, ...]:
    """The object keys of an upload: the media file's, then those of its subtitle files."""
    return (upload.object_key, *(key for key, _version in upload.sidecars))


def remove_video(
    settings: Settings, store: Store, bucket: Bucket, video_id: str, *, actor: Actor | None = None
) -> None:
    """Remove what is left of a video whose upload has disappeared, or that has no record any more.

    No `ForgottenRecord` is written, as an upload that comes back is to be indexed. Instead the `IndexedRecord` is
    deleted first, so that a video whose points are deleted and whose upload is back is published again. The further
    order is that of `delete_video`. It follows from what was done to the upload: an audit log that cannot be written
    does not keep it from being carried out.
    """
    request = store.read_record(video_id, ForgottenRecord)
    store.mark_dirty(video_id)
    crash_point("remove.marked", video_id)
    store.remove_record(video_id, IndexedRecord)
    crash_point("remove.unrecorded", video_id)
    factory.remove_points(settings, video_id)
    crash_point("remove.points_removed", video_id)
    keys = _unchanged_keys(bucket, request.upload) if request and request.delete_upload else ()
    _remove_files(store, bucket, video_id, keys, keep_record=False)
    trail_of(store, actor).note("remove", "done", video=video_id, detail=_reason(request))


def _reason(request: ForgottenRecord | None) -> str:
    return "its deletion was cut off, and is finished" if request else "its upload is gone"


def is_unfinished(store: Store, video_id: str) -> bool:
    """Whether a requested deletion has left something behind; False without a request."""
    request = store.read_record(video_id, ForgottenRecord)
    if request is None:
        return False
    return request.delete_upload or files.list_names(store.folder(video_id)) != [ForgottenRecord.FILE]


def finish_deletion(
    settings: Settings, store: Store, bucket: Bucket, video_id: str, *, actor: Actor | None = None
) -> None:
    """Complete a requested deletion; files that were uploaded again since the request are kept."""
    request = store.read_record(video_id, ForgottenRecord)
    if request and request.delete_upload:
        remove_video(settings, store, bucket, video_id, actor=actor)
        return
    store.mark_dirty(video_id)
    factory.remove_points(settings, video_id)
    _remove_files(store, bucket, video_id, (), keep_record=True)
    trail_of(store, actor).note("remove", "done", video=video_id, detail=_reason(request))


def _revert_request(store: Store, video_id: str, previous: ForgottenRecord | None) -> None:
    """Restore the previous `ForgottenRecord`, unless another process has completed the deletion meanwhile."""
    if previous is not None:
        store.write_record(video_id, previous)
    elif store.read_record(video_id, UploadRecord) is not None:
        store.remove_record(video_id, ForgottenRecord)
    store.mark_dirty(video_id)


def _unchanged_keys(bucket: Bucket, upload: UploadRecord) -> tuple[str, ...]:
    """The keys of an upload's files that still have the recorded version."""
    versions = {upload.object_key: upload.version, **dict(upload.sidecars)}
    objects = {key: bucket.stat(key) for key in upload_keys(upload)}
    return tuple(key for key, stat in objects.items() if stat is not None and stat.version == versions[key])


def _remove_files(store: Store, bucket: Bucket, video_id: str, keys: Sequence[str], *, keep_record: bool) -> None:
    """Steps 5 to 8 of `delete_video`: shares and lists, artefacts, upload, record, dirty mark."""
    if store.read_record(video_id, ForgottenRecord):  # an upload that has only disappeared may come back, or be renamed
        forget_video(store, video_id)
    store.remove_video(video_id, keep=ForgottenRecord)
    crash_point("delete.artefacts_removed", video_id)
    for key in keys:
        bucket.delete(key)
        crash_point("delete.upload_removed", key)
    if not keep_record:
        store.remove_video(video_id)
        crash_point("delete.record_removed", video_id)
    store.mark_dirty(video_id)
    crash_point("delete.finished", video_id)
