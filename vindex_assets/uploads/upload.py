"""Which listed objects are uploads, and which uploads are completely written: pure functions over a listing.

A listed object is a video, a sidecar of a video (`talk.en.vtt` belongs to `talk.mp4`), or neither. A video together
with its sidecars is an upload; its revision changes when any of the files does. An upload that is still being written
counts as one too, so that overwriting a file does not read as its removal; `split_by_settled` tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from vindex_assets.uploads.object_names import is_draft, is_utf8, printable, stem_of, video_identity, video_stems
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES, suffix_of
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import ObjectInfo


@dataclass(frozen=True, slots=True)
class ListedUpload:
    """An upload as a listing shows it; `changed_at`: when the newest of its files was written (not recorded)."""

    upload: UploadRecord
    changed_at: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """An upload that may still be written: its revision, and since when (Unix seconds) it has had that revision."""

    revision: str
    since: float


@dataclass(frozen=True, slots=True)
class RejectedObject:
    """A media file that cannot be a video of the library, and why; both texts are printable."""

    object_key: str
    reason: str


def read_listing(bucket: str, listed: Iterable[ObjectInfo]) -> tuple[list[ListedUpload], list[RejectedObject]]:
    """The uploads in a listing, with their sidecars, and the media files that cannot be in the library.

    Args:
        bucket: Name of the bucket; part of every video id.
        listed: The objects. Hidden and partial files and files that are no media are skipped.
    """
    media: list[ObjectInfo] = []
    sidecars: dict[str, list[ObjectInfo]] = {}
    for item in listed:
        suffix = suffix_of(item.key)
        if is_draft(item.key):
            continue
        if suffix in MEDIA_SUFFIXES:
            media.append(item)
        elif suffix in SIDECAR_SUFFIXES and is_utf8(item.key):
            for stem in video_stems(item.key):
                sidecars.setdefault(stem, []).append(item)
    return _uploads(bucket, media, sidecars)


def _uploads(
    bucket: str, media: Iterable[ObjectInfo], sidecars: Mapping[str, list[ObjectInfo]]
) -> tuple[list[ListedUpload], list[RejectedObject]]:
    uploads: list[ListedUpload] = []
    rejected: list[RejectedObject] = []
    for item in media:
        try:
            video_id, workspace = video_identity(bucket, item.key)
        except ValueError as problem:
            rejected.append(RejectedObject(object_key=printable(item.key), reason=str(problem)))
            continue
        uploads.append(_upload(video_id, workspace, item, sidecars.get(stem_of(item.key), [])))
    return uploads, rejected


def _upload(video_id: str, workspace: str, item: ObjectInfo, sidecars: list[ObjectInfo]) -> ListedUpload:
    """A video with its sidecars. An empty sidecar is not written yet: it is left out, but the upload is not settled."""
    upload = UploadRecord(
        video_id=video_id,
        workspace=workspace,
        object_key=item.key,
        version=item.version,
        size=item.size,
        uploaded_at=item.uploaded_at,
        sidecars=tuple((sidecar.key, sidecar.version) for sidecar in sidecars if sidecar.size),
    )
    return ListedUpload(upload=upload, changed_at=max(file.uploaded_at for file in (item, *sidecars)))


def split_by_settled(
    uploads: Iterable[ListedUpload], sightings: Mapping[str, Sighting], *, now: float, settle_s: float
) -> tuple[tuple[UploadRecord, ...], dict[str, Sighting]]:
    """The uploads that are completely written, and the sightings of those that may not be.

    An upload is settled when its files were last written `settle_s` ago or, where clocks differ, have been seen
    unchanged for that long. A file of zero bytes is not written yet, however old: it is in neither result, and its
    bytes will make it another revision.

    Args:
        uploads: What a listing shows.
        sightings: By object key, the uploads that were not settled until now.
        now: Unix seconds.
        settle_s: Seconds without a change after which a file counts as complete.
    """
    settled: list[UploadRecord] = []
    waiting: dict[str, Sighting] = {}
    for listed in uploads:
        upload = listed.upload
        if upload.size == 0:
            continue
        sighting = _sighting(upload, sightings.get(upload.object_key), now)
        if now - min(sighting.since, _unix_seconds(listed.changed_at)) >= settle_s:
            settled.append(upload)
        else:
            waiting[upload.object_key] = sighting
    return tuple(settled), waiting


def _sighting(upload: UploadRecord, before: Sighting | None, now: float) -> Sighting:
    if before is None or before.revision != upload.revision:
        return Sighting(upload.revision, now)
    return Sighting(upload.revision, min(before.since, now))  # the clock may have been set back


def _unix_seconds(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()
