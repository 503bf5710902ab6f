"""Which listed objects are uploads, and which uploads are completely written: pure functions over names and listings.

A listed object is a video, a sidecar of a video (`talk.en.vtt` and `talk.json` belong to `talk.mp4`), or neither. A
video together with its sidecars is an upload; its revision changes when any of the files does. An upload that is still
being written counts as one too, so that overwriting a file does not read as its removal; `split_by_settled` tells the
two apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vindex_search.common.sidecar_names import sidecar_stems
from vindex_search.common.subtitle_names import stem_of
from vindex_search.contract.ids import video_id, workspace_of
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES, suffix_of
from vindex_search.contract.object_keys import HIDDEN_PREFIXES
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import ObjectInfo
from vindex_search.videos.left_alone import Reason

# Only names that end like media or sidecars count, so most partial files need no rule: `.part` (Firefox, yt-dlp),
# `.crdownload` (Chrome), `.partial` (rclone), `.filepart` (WinSCP), eight hex digits (AWS CLI), `.tmp`, a final `~`.
# rsync and Syncthing hide theirs behind a dot, Syncthing on Windows and Office behind a `~`; Safari writes
# `talk.mp4.download/talk.mp4`.
DOWNLOAD_FOLDER_SUFFIX: Final = ".download"
DOT_SEGMENTS: Final = frozenset({".", ".."})


IsComplete = Callable[[UploadRecord, float], bool]
"""Whether an upload that has been unchanged for some seconds is complete."""


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
            for stem in sidecar_stems(item.key):
                sidecars.setdefault(stem, []).append(item)
    return _uploads(bucket, media, sidecars)


def _uploads(
    bucket: str, media: Iterable[ObjectInfo], sidecars: Mapping[str, list[ObjectInfo]]
) -> tuple[list[ListedUpload], list[RejectedObject]]:
    uploads: list[ListedUpload] = []
    rejected: list[RejectedObject] = []
    for item in media:
        try:
            name, workspace = video_identity(bucket, item.key)
        except ValueError as problem:
            rejected.append(RejectedObject(object_key=printable(item.key), reason=str(problem)))
            continue
        uploads.append(_upload(name, workspace, item, sidecars.get(stem_of(item.key), [])))
    return uploads, rejected


def _upload(name: str, workspace: str, item: ObjectInfo, sidecars: list[ObjectInfo]) -> ListedUpload:
    """A video with its sidecars. An empty sidecar is not written yet: it is left out, but the upload is not settled."""
    upload = UploadRecord(
        video_id=name,
        workspace=workspace,
        object_key=item.key,
        version=item.version,
        size=item.size,
        uploaded_at=item.uploaded_at,
        sidecars=tuple((sidecar.key, sidecar.version) for sidecar in sidecars if sidecar.size),
    )
    return ListedUpload(upload=upload, changed_at=max(file.uploaded_at for file in (item, *sidecars)))


def reasons_left_alone(
    listed: Iterable[ObjectInfo], uploads: Iterable[ListedUpload], rejected: Iterable[RejectedObject]
) -> dict[str, Reason]:
    """Why objects of a listing are no part of an upload, by printable key.

    Hidden files are left out, as everybody expects, but for those that are named like media.

    Args:
        listed: The objects.
        uploads: What `read_listing` found in them, or in more.
        rejected: Likewise.
    """
    taken = {key for listed in uploads for key in keys_of(listed.upload)}
    refused = {item.object_key for item in rejected}
    reasons: dict[str, Reason] = {}
    for item in listed:
        if not (item.key in taken and item.size):
            reason = _reason_left_alone(item, refused)
            reasons |= {printable(item.key): reason} if reason else {}
    return reasons


def links_left_alone(keys: Iterable[str]) -> dict[str, Reason]:
    """The reason why symbolic links are left alone, by printable key; hidden ones are left out."""
    return {printable(key): "link" for key in keys if not is_draft(key)}


def keys_of(upload: UploadRecord) -> Iterator[str]:
    """The keys of its files: the video, then its sidecars."""
    yield upload.object_key
    yield from (key for key, _ in upload.sidecars)


def _reason_left_alone(item: ObjectInfo, refused: Collection[str]) -> Reason | None:
    suffix = suffix_of(item.key)
    is_media, is_known = suffix in MEDIA_SUFFIXES, suffix in MEDIA_SUFFIXES | SIDECAR_SUFFIXES
    if is_draft(item.key):
        return "hidden" if is_media and not item.key.endswith("/") else None
    if printable(item.key) in refused:
        return "refused"
    if is_known and item.size == 0:
        return "empty"
    return "sidecar" if is_known else "suffix"


def never_sooner(_upload: UploadRecord, _unchanged_s: float) -> bool:
    """No upload is complete before it has settled."""
    return False


def split_by_settled(
    uploads: Iterable[ListedUpload],
    sightings: Mapping[str, Sighting],
    *,
    now: float,
    settle_s: float,
    is_complete: IsComplete = never_sooner,
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
        is_complete: Asked for an upload that has been unchanged for less: whether it is complete all the same.
    """
    settled: list[UploadRecord] = []
    waiting: dict[str, Sighting] = {}
    for listed in uploads:
        upload = listed.upload
        if upload.size == 0:
            continue
        sighting = _sighting(upload, sightings.get(upload.object_key), now)
        unchanged_s = now - min(sighting.since, _unix_seconds(listed.changed_at))
        if unchanged_s >= settle_s or is_complete(upload, unchanged_s):
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


# What the name of an object says


def is_draft(key: str) -> bool:
    """Whether a key names a folder, a hidden file or a file that another program has not finished."""
    *folders, name = key.split("/")
    is_hidden = any(part.startswith(HIDDEN_PREFIXES) and part not in DOT_SEGMENTS for part in (*folders, name))
    return not name or is_hidden or any(folder.endswith(DOWNLOAD_FOLDER_SUFFIX) for folder in folders)


def video_identity(bucket: str, key: str) -> tuple[str, str]:
    """Video id and workspace of an object key.

    Raises:
        ValueError: the key cannot name a video; the message says why and what is allowed.
    """
    if not is_utf8(key):
        raise ValueError(f"object key '{printable(key)}' is not written in UTF-8; allowed is Unicode")
    if DOT_SEGMENTS & set(key.split("/")):
        raise ValueError(
            f"object key {key!r} has a part '.' or '..', which addresses on the web cannot hold; "
            "allowed are names of folders and files"
        )
    return video_id(bucket, key), workspace_of(key)


def is_utf8(key: str) -> bool:
    """Whether a file name decodes as UTF-8; Python represents other bytes as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in key)


def printable(key: str) -> str:
    """A key for a log, with bytes that are not UTF-8 escaped."""
    return key.encode(errors="backslashreplace").decode()
