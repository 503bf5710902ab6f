"""The records of a video: small typed JSON files, and the status that they add up to.

A record that has a `revision` speaks of that revision of the upload alone; of another one it says nothing
(`for_revision`). Which of them are of a collection, that of a model set, says `artefacts.PER_COLLECTION`.
Moments are ISO 8601 in UTC; what ends in `_s` is seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Protocol, Self, TypeVar, get_args

from vindex_search.contract.artefacts import ATTEMPTS, CHANNEL_COUNTS, FAILURE, FORGOTTEN, INDEXED, REPAIRS, UPLOAD, VIDEO
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.record_format import Fields, Record

FailureKind = Literal["permanent", "transient"]
FAILURE_KINDS: Final[tuple[FailureKind, ...]] = get_args(FailureKind)
Status = Literal["indexed", "processing", "failed", "waiting"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


class HasRevision(Protocol):
    """What speaks of one revision of an upload."""

    @property
    def revision(self) -> str:
        """Of which."""
        ...


OfRevision = TypeVar("OfRevision", bound=HasRevision)


@dataclass(frozen=True, slots=True)
class UploadRecord(Record):
    """An upload as it should be in the library: a video of the bucket with its subtitle files.

    Attributes:
        video_id: The video that is made from it.
        workspace: Whose it is.
        object_key: Of the file in the bucket.
        version: Of the file: its ETag, or its size and time in a folder.
        size: Bytes of the file.
        uploaded_at: When the file was written.
        sidecars: Key and version of each subtitle file.
    """

    FILE: ClassVar = UPLOAD
    video_id: str
    workspace: str
    object_key: str
    version: str
    size: int
    uploaded_at: str
    sidecars: tuple[tuple[str, str], ...] = ()

    @property
    def revision(self) -> str:
        """The version, and where there are sidecars also a digest of theirs; in the file for those who look into it."""
        if not self.sidecars:
            return self.version
        return f"{self.version}+{hashlib.sha256(repr(self.sidecars).encode()).hexdigest()[:8]}"

    def to_dict(self) -> dict[str, Any]:
        """The fields, and the revision."""
        names = ("video_id", "workspace", "object_key", "version", "revision", "size", "uploaded_at", "sidecars")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(
            video_id=found.string("video_id"),
            workspace=found.string("workspace"),
            object_key=found.string("object_key"),
            version=found.string("version"),
            size=found.integer("size"),
            uploaded_at=found.string("uploaded_at"),
            sidecars=found.string_pairs("sidecars"),
        )


@dataclass(frozen=True, slots=True)
class ForgottenRecord(Record):
    """An upload that is not wanted in the library; a newer version of it is a new wish.

    Attributes:
        upload: As it was registered.
        delete_upload: Its files are to be deleted from the bucket too; the record goes when they are.
    """

    FILE: ClassVar = FORGOTTEN
    upload: UploadRecord
    delete_upload: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Those of the upload, and what becomes of its files."""
        return {**self.upload.to_dict(), "delete_upload": self.delete_upload}

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        delete = found.boolean("delete_upload") if "delete_upload" in found.values else False  # not in early records
        return cls(UploadRecord._from_fields(found), delete_upload=delete)


@dataclass(frozen=True, slots=True)
class VideoRecord(Record):
    """What the probe found in the file, `video.json`; an artefact, so it has a stamp beside it.

    Attributes:
        duration_s: Length as a player shows it.
        width: Pixels of the picture as it is displayed; 0 without pictures.
        sha256: Of the file's bytes; None where an early vindex wrote it.
        manifest: All that the file says, as the pipeline's own reader takes it.
    """

    FILE: ClassVar = VIDEO
    duration_s: float
    width: int
    sha256: str | None
    manifest: Mapping[str, Any]

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Self:
        """The record of what a probe found; DamagedRecord where it lacks something."""
        return cls._from_fields(Fields(cls.FILE, manifest))

    def to_json(self) -> bytes:
        """The manifest, in ASCII: names inside a file may be no valid Unicode."""
        return json.dumps(self.manifest, indent=1).encode()

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(
            duration_s=found.number("duration_s"),
            width=found.integer("width"),
            sha256=found.string("sha256") if "sha256" in found.values else None,
            manifest=found.values,
        )


@dataclass(frozen=True, slots=True)
class FailureRecord(Record):
    """Why a revision is not in the library.

    Attributes:
        revision: Of the upload.
        asset: The step that failed.
        kind: Whether another try may help: not after a `permanent` failure.
        reason: A sentence for people.
        run_id: The Dagster run; None where no run wrote it down.
        at: When.
    """

    FILE: ClassVar = FAILURE
    revision: str
    asset: str
    kind: FailureKind
    reason: str
    run_id: str | None
    at: str

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(
            revision=found.string("revision"),
            asset=found.string("asset"),
            kind=found.one_of("kind", FAILURE_KINDS),
            reason=found.string("reason"),
            run_id=found.string_or_none("run_id"),
            at=found.string("at"),
        )


@dataclass(frozen=True, slots=True)
class AttemptsRecord(Record):
    """The ids of the Dagster runs that began to work on a revision, each once."""

    FILE: ClassVar = ATTEMPTS
    revision: str
    runs: tuple[str, ...] = ()

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(revision=found.string("revision"), runs=found.strings("runs"))


@dataclass(frozen=True, slots=True)
class IndexedRecord(Record):
    """The revision that readers find.

    Attributes:
        revision: Of the upload.
        generation: Fingerprint of the generation of its points.
        run_id: The Dagster run that published it.
        at: When.
    """

    FILE: ClassVar = INDEXED
    revision: str
    generation: str
    run_id: str
    at: str

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        names = ("revision", "generation", "run_id", "at")
        return cls(**{name: found.string(name) for name in names})


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Points of one channel: how many there should be, and how many there are."""

    expected: int
    present: int

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.expected - self.present)


@dataclass(frozen=True, slots=True)
class ChannelsRecord(Record):
    """How many points of each channel a revision should have, and how many were published."""

    FILE: ClassVar = CHANNEL_COUNTS
    revision: str
    channels: Mapping[Channel, ChannelCount]

    def to_dict(self) -> dict[str, Any]:
        """The counts by channel."""
        counts = {name: {"expected": one.expected, "present": one.present} for name, one in self.channels.items()}
        return {"revision": self.revision, "channels": counts}

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        channels = found.nested("channels")
        counts = {name: channels.nested(name) for name in CHANNELS}
        return cls(
            revision=found.string("revision"),
            channels={name: ChannelCount(one.integer("expected"), one.integer("present")) for name, one in counts.items()},
        )


@dataclass(frozen=True, slots=True)
class RepairsRecord(Record):
    """When a revision was found incomplete and asked for anew, in seconds since 1970."""

    FILE: ClassVar = REPAIRS
    revision: str
    at: tuple[float, ...]

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(revision=found.string("revision"), at=found.numbers("at"))


def for_revision(record: OfRevision | None, revision: str) -> OfRevision | None:
    """The record, where it speaks of this revision."""
    return record if record is not None and record.revision == revision else None


def video_status(
    upload: UploadRecord,
    *,
    indexed: IndexedRecord | None,
    failure: FailureRecord | None,
    attempts: AttemptsRecord | None,
) -> Status:
    """How far the present revision of an upload is; what the records say of another one does not count.

    A video that is indexed has no troubles any more, whatever an earlier try left behind. `processing` means that work
    on it was begun, `waiting` that it was not.
    """
    if for_revision(indexed, upload.revision):
        return "indexed"
    if for_revision(failure, upload.revision):
        return "failed"
    return "processing" if for_revision(attempts, upload.revision) else "waiting"
