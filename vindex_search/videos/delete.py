"""Deletes a video for HTTP, CLI, Dagster and sensor alike: points, artefacts and, where that is asked, the upload.

What is wanted is written down in one record, `forgotten.json`, before anything goes. From then on the video counts as
forgotten (`FORGOTTEN` of the same revision outweighs `UPLOAD`), and whoever is killed is succeeded by the next tick of
the upload sensor (`finish_deletion`) or by a second call.
"""

from __future__ import annotations

from collections.abc import Sequence

from vindex_search.contract.records import ForgottenRecord, IndexedRecord, UploadRecord
from vindex_search.index import factory
from vindex_search.settings import Settings
from vindex_search.storage import files
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video


class VideoBusy(ValueError):
    """A run works on the video; the message says what to do."""


class UnknownVideo(ValueError):
    """Nothing is recorded of a video; the message names it."""


def require_idle(video: Video) -> None:
    """Refuse to delete a video that a run works on, as far as the store can tell.

    Raises:
        AtWork: its status is "processing".
    """
    if video.status == "processing":
        raise VideoBusy(
            f"a run works on {video.video_id}: wait until it is indexed or has failed, or end the run in Dagster "
            f"and use `vindex forget {video.video_id}`"
        )


def delete_video(settings: Settings, store: Store, bucket: Bucket, video_id: str, *, upload: bool) -> None:
    """Delete a video; done again, it finishes what an earlier call left, or deletes the upload of a forgotten video.

    1. The video is touched, so that a process killed during step 2 is noticed by the sensor.
    2. `FORGOTTEN` is written, with whether the upload is to go. Nothing was removed before, so whoever is killed until
       here has lost nothing; whoever is killed later finds the wish on record and the next tick carries it out.
    3. The video is touched again: a tick may have taken the first mark before it could see the record.
    4. The points are removed from the Qdrant server. This comes before all else that can be seen, as it is the only
       step that asks another service: where it fails, step 2 is taken back and all is as it was.
    5. The published marks go (an embedded index follows them), then `UPLOAD` (the API lists the video until then, so
       that who asked may ask again), then the other artefacts. `FORGOTTEN` stays.
    6. The upload goes, where that is asked: the media file before its subtitle files, as a media file that lost a
       subtitle file is another revision, so a new wish. It comes after the artefacts, so that no video is ever in the
       library without its upload; each deletion on S3 may fail, and the record still names the files.
    7. `FORGOTTEN` goes, where the upload did: there is nothing left to be kept out of the library, and the same file
       uploaded again is a new wish.
    8. The video is touched once more, for the sensor to take its partition away.

    Args:
        settings: Of the library.
        store: Its artefacts.
        bucket: Its uploads.
        video_id: Which.
        upload: Delete the uploaded file and its subtitle files as well, in whatever version they are there now.

    Raises:
        UnknownVideo: it is neither registered nor forgotten.
        Exception: what the Qdrant server's client raises; then all is as it was.
    """
    before = store.read_record(video_id, ForgottenRecord)
    record = store.read_record(video_id, UploadRecord) or (before.upload if before else None)
    if record is None:
        raise UnknownVideo(f"there is no video {video_id} in the library")
    store.mark_dirty(video_id)
    store.write_record(video_id, ForgottenRecord(record, delete_upload=upload))
    store.mark_dirty(video_id)
    try:
        factory.remove_points(settings, video_id)
    except Exception:
        _take_back(store, video_id, before)
        raise
    _remove_files(store, bucket, video_id, upload_keys(record) if upload else (), keep_record=not upload)


def upload_keys(upload: UploadRecord) -> tuple[str, ...]:
    """The object keys of an upload: of the media file, then of its subtitle files."""
    return (upload.object_key, *(key for key, _version in upload.sidecars))


def remove_video(settings: Settings, store: Store, bucket: Bucket, video_id: str) -> None:
    """Remove all that is left of a video whose upload is gone, or that has no record any more.

    Nothing is written down as forgotten: an upload that comes back is wanted. Instead it is taken back that the video
    is indexed, so that one whose points are gone and whose upload is back is published again. From there the order is
    that of `delete_video`.
    """
    wish = store.read_record(video_id, ForgottenRecord)
    store.mark_dirty(video_id)
    store.remove_record(video_id, IndexedRecord)
    factory.remove_points(settings, video_id)
    keys = _unchanged_keys(bucket, wish.upload) if wish and wish.delete_upload else ()
    _remove_files(store, bucket, video_id, keys, keep_record=False)


def is_unfinished(store: Store, video_id: str) -> bool:
    """Whether a deletion that was written down left something behind; False where none was."""
    wish = store.read_record(video_id, ForgottenRecord)
    if wish is None:
        return False
    return wish.delete_upload or files.list_names(store.folder(video_id)) != [ForgottenRecord.FILE]


def finish_deletion(settings: Settings, store: Store, bucket: Bucket, video_id: str) -> None:
    """Carry out a deletion that was written down; files that were uploaded anew since then are left alone."""
    wish = store.read_record(video_id, ForgottenRecord)
    if wish and wish.delete_upload:
        remove_video(settings, store, bucket, video_id)
        return
    store.mark_dirty(video_id)
    factory.remove_points(settings, video_id)
    _remove_files(store, bucket, video_id, (), keep_record=True)


def _take_back(store: Store, video_id: str, before: ForgottenRecord | None) -> None:
    """Restore `FORGOTTEN` as it was, unless somebody else has carried the deletion out meanwhile."""
    if before is not None:
        store.write_record(video_id, before)
    elif store.read_record(video_id, UploadRecord) is not None:
        store.remove_record(video_id, ForgottenRecord)
    store.mark_dirty(video_id)


def _unchanged_keys(bucket: Bucket, upload: UploadRecord) -> tuple[str, ...]:
    """The keys of an upload whose files still are of its version."""
    versions = {upload.object_key: upload.version, **dict(upload.sidecars)}
    listed = {key: bucket.stat(key) for key in upload_keys(upload)}
    return tuple(key for key, found in listed.items() if found is not None and found.version == versions[key])


def _remove_files(store: Store, bucket: Bucket, video_id: str, keys: Sequence[str], *, keep_record: bool) -> None:
    """Steps 5 to 8 of `delete_video`: artefacts, upload, record, mark."""
    store.remove_video(video_id, keep=ForgottenRecord)
    for key in keys:
        bucket.delete(key)
    if not keep_record:
        store.remove_video(video_id)
    store.mark_dirty(video_id)
