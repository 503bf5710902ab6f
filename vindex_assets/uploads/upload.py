"""Which listed objects are uploads, and which of these are whole: pure functions over a listing.

A listed object is a video, a sidecar of a video (`talk.en.vtt` belongs to `talk.mp4`), or nothing of ours. A video
with its sidecars is an upload; its revision changes when any of them does. An upload that is still being written is
one too, so that what is overwritten does not read as gone; `settled` tells which ones are whole.
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
    """An upload as the listing shows it, and when the newest of its files was written, which is not kept."""

    upload: UploadRecord
    changed_at: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """An upload that may still be written: its revision, and since when (seconds since 1970) it was seen with it."""

    revision: str
    since: float


@dataclass(frozen=True, slots=True)
class RejectedObject:
    """A media file that cannot be a video of the library, and why; both are text that can be printed."""

    object_key: str
    reason: str


def read_listing(bucket: str, listed: Iterable[ObjectInfo]) -> tuple[list[ListedUpload], list[RejectedObject]]:
    """The uploads in a listing, with their sidecars, and the media files that cannot be in the library.

    Args:
        bucket: Name of the bucket; part of every video id.
        listed: The objects. Hidden files, drafts and files that are no media are passed over.
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
    refused: list[RejectedObject] = []
    for item in media:
        try:
            known_as, workspace = video_identity(bucket, item.key)
        except ValueError as problem:
            refused.append(RejectedObject(printable(item.key), str(problem)))
            continue
        uploads.append(_upload(known_as, workspace, item, sidecars.get(stem_of(item.key), [])))
    return uploads, refused


def _upload(known_as: str, workspace: str, item: ObjectInfo, beside: list[ObjectInfo]) -> ListedUpload:
    """A video with its sidecar files; one that is empty is being written, and so is the video for as long."""
    files = tuple((sidecar.key, sidecar.version) for sidecar in beside if sidecar.size)
    changed = max(one.uploaded_at for one in (item, *beside))
    upload = UploadRecord(
        video_id=known_as,
        workspace=workspace,
        object_key=item.key,
        version=item.version,
        size=item.size,
        uploaded_at=item.uploaded_at,
        sidecars=files,
    )
    return ListedUpload(upload, changed)


def split_by_settled(
    uploads: Iterable[ListedUpload], seen: Mapping[str, Sighting], *, now: float, settle_s: float
) -> tuple[tuple[UploadRecord, ...], dict[str, Sighting]]:
    """The uploads that are whole, and what is waited for.

    An upload is whole when its files were last written `settle_s` ago, or, where clocks differ, were seen unchanged for
    so long. One of zero bytes is not written yet, however old: it is in neither answer, and its bytes make it another
    revision.

    Args:
        uploads: What a listing shows.
        seen: By object key, what was waited for until now.
        now: Seconds since 1970.
        settle_s: Seconds, as the bucket has them.
    """
    whole: list[UploadRecord] = []
    waiting: dict[str, Sighting] = {}
    for listed in uploads:
        upload = listed.upload
        if upload.size == 0:
            continue
        sighting = _sighting(upload, seen.get(upload.object_key), now)
        if now - min(sighting.since, _seconds(listed.changed_at)) >= settle_s:
            whole.append(upload)
        else:
            waiting[upload.object_key] = sighting
    return tuple(whole), waiting


def _sighting(upload: UploadRecord, before: Sighting | None, now: float) -> Sighting:
    if before is None or before.revision != upload.revision:
        return Sighting(upload.revision, now)
    return Sighting(upload.revision, min(before.since, now))  # the clock may have been set back


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def renamed_videos(gone: Mapping[str, str], coming: Iterable[UploadRecord]) -> set[str]:
    """Of videos whose upload is gone those whose file is on its way under another key: it was renamed.

    They stay until that is done, as what was made of their bytes is taken over from them.

    Args:
        gone: By video id, the version that its upload had. A move in a folder leaves it as it is, and on S3 where the
            file went there in one part and no KMS key encrypts it; another move costs the work once more.
        coming: The uploads that a run is asked for, or is at.
    """
    versions = {upload.version for upload in coming}
    return {video_id for video_id, version in gone.items() if version in versions}
