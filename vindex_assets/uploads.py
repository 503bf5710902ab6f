"""Which listed objects are new, changed or gone: pure functions over a listing.

A listed object is a video, a sidecar of a video (`talk.en.vtt` belongs to `talk.mp4`), or nothing of ours. A video
with its sidecars is an upload; its revision changes when any of them does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from vindex_search.bucket import Listed
from vindex_search.contract import video_id, workspace_of
from vindex_search.uploads.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES

DRAFT_SUFFIXES: Final = frozenset({".part", ".tmp", ".crdownload", ".partial"})  # what browsers and rsync leave

State = Literal["indexed", "failed", "retry", "new", "forgotten"]


@dataclass(frozen=True, slots=True)
class Upload:
    """One video as it should be in the library."""

    video_id: str
    workspace: str
    object_key: str
    version: str
    size: int
    uploaded_at: str
    sidecars: tuple[tuple[str, str], ...] = ()

    @property
    def revision(self) -> str:
        """The version, and where there are sidecars also a digest of theirs."""
        if not self.sidecars:
            return self.version
        return f"{self.version}+{hashlib.sha256(repr(self.sidecars).encode()).hexdigest()[:8]}"

    def record(self) -> dict[str, Any]:
        """As it is kept in `upload.json`."""
        names = ("video_id", "workspace", "object_key", "version", "revision", "size", "uploaded_at", "sidecars")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a video already: its last registered revision and how far that is."""

    revision: str
    state: State


@dataclass(frozen=True, slots=True)
class Plan:
    """What one tick asks for: uploads to be processed, and ids of videos whose upload is gone."""

    request: tuple[Upload, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A media file that cannot be a video of the library, and why."""

    object_key: str
    reason: str


def read_listing(bucket: str, listed: Iterable[Listed]) -> tuple[list[Upload], list[Refused]]:
    """The uploads in a listing, with their sidecars, and the media files that are in no workspace.

    Args:
        bucket: Name of the bucket; part of every video id.
        listed: The objects. Hidden files, drafts and files that are no media are passed over.
    """
    media: list[Listed] = []
    sidecars: dict[str, list[Listed]] = {}
    for item in listed:
        path = PurePosixPath(item.key)
        if _is_draft(path):
            continue
        if path.suffix.lower() in MEDIA_SUFFIXES:
            media.append(item)
        elif path.suffix.lower() in SIDECAR_SUFFIXES:
            sidecars.setdefault(str(path.parent), []).append(item)
    return _uploads(bucket, media, sidecars)


def _is_draft(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.suffix.lower() in DRAFT_SUFFIXES


def _uploads(
    bucket: str, media: Iterable[Listed], sidecars: Mapping[str, list[Listed]]
) -> tuple[list[Upload], list[Refused]]:
    uploads: list[Upload] = []
    refused: list[Refused] = []
    for item in media:
        path = PurePosixPath(item.key)
        beside = tuple((s.key, s.version) for s in sidecars.get(str(path.parent), []) if belongs(s.key, to=item.key))
        try:
            known_as, workspace = video_id(bucket, item.key), workspace_of(item.key)
        except ValueError as problem:
            refused.append(Refused(item.key, str(problem)))
            continue
        uploads.append(Upload(known_as, workspace, item.key, item.version, item.size, item.uploaded_at, beside))
    return uploads, refused


def belongs(sidecar: str, *, to: str) -> bool:
    """Whether a subtitle file is a video's own: the same name, with or without a language before its suffix."""
    video, beside = PurePosixPath(to), PurePosixPath(sidecar)
    if beside.parent != video.parent:
        return False
    language = PurePosixPath(beside.stem).suffix
    return beside.stem == video.stem or (bool(language) and beside.stem == video.stem + language)


def plan(uploads: Iterable[Upload], known: Mapping[str, Known], in_flight: frozenset[str] | set[str]) -> Plan:
    """Compare what should be with what is.

    Args:
        uploads: What the bucket holds.
        known: By video id, what the store knows.
        in_flight: Ids that a run is working on: nothing is asked of them now, the next tick looks again.
    """
    wanted = {upload.video_id: upload for upload in uploads}
    request = tuple(up for up in wanted.values() if up.video_id not in in_flight and _is_due(up, known))
    gone = tuple(sorted(name for name in known if name not in wanted and name not in in_flight))
    return Plan(request, gone)


def is_forgotten(upload: Upload, known: Mapping[str, Known]) -> bool:
    """Whether somebody asked to forget this very revision; a newer one is a new wish."""
    return known.get(upload.video_id) == Known(upload.revision, "forgotten")


def _is_due(upload: Upload, known: Mapping[str, Known]) -> bool:
    before = known.get(upload.video_id)
    return before is None or before.revision != upload.revision or before.state in {"new", "retry"}
