"""The records of a video: small typed JSON files, and the status that follows from them.

A record with a `revision` holds for that revision of the upload only: `for_revision` drops it where the upload has
changed since. `artefacts.PER_COLLECTION` says which records are kept per collection. Times of day are ISO 8601 in UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Literal, Protocol, Self, TypeVar, get_args

from vindex_search.contract.artefacts import (
    ATTEMPTS,
    CHANNEL_COUNTS,
    FAILURE,
    FORGOTTEN,
    INDEXED,
    REPAIRS,
    UPLOAD,
    VIDEO,
)
from vindex_search.contract.ids import CHANNELS, RANKED_CHANNELS, Channel
from vindex_search.contract.notes import NOTES, Note, from_values, to_stamp
from vindex_search.contract.record_format import Fields, Record
from vindex_search.contract.runs.control import CancelRecord

FailureKind = Literal["permanent", "transient"]
FAILURE_KINDS: Final[tuple[FailureKind, ...]] = get_args(FailureKind)
Status = Literal["indexed", "processing", "failed", "waiting", "cancelled"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


class HasRevision(Protocol):
    """A record that holds for one revision of an upload."""

    @property
    def revision(self) -> str:
        """The revision of the upload."""


RevisionRecord = TypeVar("RevisionRecord", bound=HasRevision)


@dataclass(frozen=True, slots=True)
class UploadRecord(Record):
    """A registered upload: a video file of the bucket with its sidecars, which the library should contain.

    Attributes:
        video_id: The video made from it.
        workspace: Its tenant.
        object_key: Key of the video file.
        version: ETag of the video file; in a folder its size and modification time.
        size: Bytes of the video file.
        uploaded_at: When the video file was written.
        sidecars: Key and version of each subtitle file and each describing file.
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
        """Version and, where there are sidecars, a digest of them; written to the file for people only."""
        if not self.sidecars:
            return self.version
        return f"{self.version}+{hashlib.sha256(repr(self.sidecars).encode()).hexdigest()[:8]}"

    def to_dict(self) -> dict[str, Any]:
        """The fields and the derived revision."""
        names = ("video_id", "workspace", "object_key", "version", "revision", "size", "uploaded_at", "sidecars")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            video_id=record.string("video_id"),
            workspace=record.string("workspace"),
            object_key=record.string("object_key"),
            version=record.string("version"),
            size=record.integer("size"),
            uploaded_at=record.string("uploaded_at"),
            sidecars=record.string_pairs("sidecars"),
        )


@dataclass(frozen=True, slots=True)
class ForgottenRecord(Record):
    """An upload whose video was deleted from the library on request; a newer version of it is indexed again.

    Attributes:
        upload: The upload as it was registered.
        delete_upload: Whether its files are to be deleted from the bucket too; the record is removed once they are.
    """

    FILE: ClassVar = FORGOTTEN
    upload: UploadRecord
    delete_upload: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The fields of the upload, and `delete_upload` where it is set."""
        return {**self.upload.to_dict(), **({"delete_upload": True} if self.delete_upload else {})}

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        delete_upload = record.boolean("delete_upload") if "delete_upload" in record.values else False
        return cls(UploadRecord._from_fields(record), delete_upload=delete_upload)


@dataclass(frozen=True, slots=True)
class VideoRecord(Record):
    """The probe's result, `video.json`; it is also an artefact and has a stamp beside it.

    Attributes:
        duration_s: Length as a player shows it.
        width: Display width in pixels; 0 for a file without a video stream.
        sha256: Digest of the file's bytes; None where the first versions of vindex wrote the record.
        manifest: The whole JSON object, for the pipeline's own parser.
    """

    FILE: ClassVar = VIDEO
    duration_s: float
    width: int
    sha256: str | None
    manifest: Mapping[str, Any]

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Self:
        """The record of a probe's manifest; DamagedRecord where one of the fields above is missing or malformed."""
        return cls._from_fields(Fields(cls.FILE, manifest))

    def to_json(self) -> bytes:
        """The manifest, in ASCII: names inside a media file may be invalid Unicode."""
        return json.dumps(self.manifest, indent=1).encode()

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            duration_s=record.number("duration_s"),
            width=record.integer("width"),
            sha256=record.string("sha256") if "sha256" in record.values else None,
            manifest=record.values,
        )


@dataclass(frozen=True, slots=True)
class FailureRecord(Record):
    """Why a revision could not be indexed.

    Attributes:
        revision: The revision of the upload.
        asset: The asset whose step failed.
        kind: `transient` where another attempt may succeed, else `permanent`.
        reason: A sentence for people.
        run_id: The Dagster run; None where the failure was recorded outside of a run.
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
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            revision=record.string("revision"),
            asset=record.string("asset"),
            kind=record.one_of("kind", FAILURE_KINDS),
            reason=record.string("reason"),
            run_id=record.string_or_none("run_id"),
            at=record.string("at"),
        )


@dataclass(frozen=True, slots=True)
class AttemptsRecord(Record):
    """The Dagster runs that began to work on a revision, by id, without duplicates."""

    FILE: ClassVar = ATTEMPTS
    revision: str
    runs: tuple[str, ...] = ()

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(revision=record.string("revision"), runs=record.strings("runs"))


@dataclass(frozen=True, slots=True)
class IndexedRecord(Record):
    """The revision that searches find.

    Attributes:
        revision: The revision of the upload.
        generation: Fingerprint of the generation of its points.
        run_id: The Dagster run that published it.
        at: When.
        notes: Those of all its artefacts, so that a list of videos need not read them; written where there are some.
    """

    FILE: ClassVar = INDEXED
    revision: str
    generation: str
    run_id: str
    at: str
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields; `notes` only where there are some."""
        return {name: value for name, value in Record.to_dict(self).items() if name != NOTES} | to_stamp(self.notes)

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        texts = {name: record.string(name) for name in ("revision", "generation", "run_id", "at")}
        return cls(**texts, notes=from_values(record.values))


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Number of points of one channel, expected and present."""

    expected: int
    present: int

    @property
    def missing(self) -> int:
        """Number of missing points."""
        return max(0, self.expected - self.present)


@dataclass(frozen=True, slots=True)
class ChannelsRecord(Record):
    """Number of points of each channel that a revision should have, and that were published."""

    FILE: ClassVar = CHANNEL_COUNTS
    revision: str
    channels: Mapping[Channel, ChannelCount]

    def to_dict(self) -> dict[str, Any]:
        """The revision and the counts by channel."""
        return {"revision": self.revision, "channels": {name: asdict(count) for name, count in self.channels.items()}}

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        channels = record.nested("channels")
        names = CHANNELS if "chapter" in channels.values else RANKED_CHANNELS  # earlier versions knew no chapters
        counts = ((name, channels.nested(name)) for name in names)
        found = {name: ChannelCount(one.integer("expected"), one.integer("present")) for name, one in counts}
        return cls(record.string("revision"), found)


@dataclass(frozen=True, slots=True)
class RepairsRecord(Record):
    """When a revision was found incomplete and requested again, in seconds since 1970."""

    FILE: ClassVar = REPAIRS
    revision: str
    at: tuple[float, ...]

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(revision=record.string("revision"), at=record.numbers("at"))


def for_revision(record: RevisionRecord | None, revision: str) -> RevisionRecord | None:
    """The record where it holds for this revision, else None."""
    return record if record is not None and record.revision == revision else None


def video_status(
    upload: UploadRecord,
    *,
    indexed: IndexedRecord | None,
    failure: FailureRecord | None,
    attempts: AttemptsRecord | None,
    cancelled: CancelRecord | None = None,
) -> Status:
    """The status of an upload's current revision; records of other revisions are ignored.

    `indexed` wins, as what is cancelled may be published already; `processing` means that a run began to work on it.
    """
    if for_revision(indexed, upload.revision):
        return "indexed"
    if for_revision(cancelled, upload.revision):
        return "cancelled"
    if for_revision(failure, upload.revision):
        return "failed"
    return "processing" if for_revision(attempts, upload.revision) else "waiting"
