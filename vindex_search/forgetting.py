"""A video that is not wanted any more, as the service removes it: from readers at once, then from the store.

Dagster's partition goes when the upload sensor looks next, at what was touched (`vindex_assets/reconcile.py`). An
upload that stays is remembered as forgotten before anything is removed, so that a look in between does not bring it
back.
"""

from __future__ import annotations

from vindex_search.bucket import Bucket
from vindex_search.opened import remove_points
from vindex_search.records import ForgottenRecord, UploadRecord
from vindex_search.settings import Settings
from vindex_search.store import Store
from vindex_search.videos import Video


class AtWork(ValueError):
    """A run works on the video; the message says what to do."""


def forget(settings: Settings, store: Store, bucket: Bucket, video: Video, *, upload: bool) -> None:
    """Remove a video.

    Args:
        settings: Of the library.
        store: Its artefacts.
        bucket: Its uploads.
        video: As the store has it now.
        upload: Delete the uploaded file and its subtitle files as well.

    Raises:
        AtWork: as far as the store can tell, a run works on it.
    """
    if video.status == "processing":
        raise AtWork(
            f"a run works on {video.video_id}: wait until it is indexed or has failed, or end the run in Dagster "
            f"and use `vindex forget {video.video_id}`"
        )
    store.touch(video.video_id)  # and again at the end: one that is stopped in between is looked at too
    remove_points(settings, video.video_id)  # first: where a Qdrant server does not answer, all is still as it was
    if upload:
        for key in (video.object_key, *(key for key, _version in video.sidecars)):
            bucket.delete(key)
        store.remove(video.video_id)
    elif registered := store.read_record(video.video_id, UploadRecord):
        store.replace_by(video.video_id, ForgottenRecord(registered))
    store.touch(video.video_id)
