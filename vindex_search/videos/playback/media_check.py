"""Whether an upload was found to be media: nothing else that lies under its name is ever served as its film."""

from __future__ import annotations

from vindex_search.common.content_sniffing import HEAD_BYTES, is_media
from vindex_search.contract.media_types import MEDIA_SUFFIXES, suffix_of
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.bucket import Bucket, ObjectInfo
from vindex_search.storage.store import Store


def is_found_media(store: Store, bucket: Bucket, video_id: str, upload: ObjectInfo) -> bool:
    """Whether the probe has read this version of an upload or, until then, its first bytes are those of media.

    Raises:
        FileNotFoundError: the upload is gone.
    """
    suffix = suffix_of(upload.key)
    if suffix not in MEDIA_SUFFIXES:
        return False
    probed = store.try_read_record(video_id, VideoRecord)
    if probed is not None and probed.manifest.get("version") == upload.version:
        return True
    return is_media(bucket.read_head(upload.key, HEAD_BYTES), suffix)
