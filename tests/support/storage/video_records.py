"""Videos in a store as the pipeline leaves them: their records, and that they were published."""

from __future__ import annotations

from typing import Any

from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id, workspace_of
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
    VideoRecord,
)
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.storage.store import Store

UPLOADED_AT = "2026-01-01T00:00:00+00:00"


def register(store: Store, key: str, *records: Record, uploaded_at: str = UPLOADED_AT, version: str = "1") -> str:
    """Write down an upload, and further records of its video; returns its id."""
    name = video_id("folder", key)
    upload = UploadRecord(name, workspace_of(key), key, version=version, size=5, uploaded_at=uploaded_at)
    for record in (upload, *records):
        store.write_record(name, record)
    return name


def publish(store: Store, key: str, *, generation: str = "aa", uploaded_at: str = UPLOADED_AT) -> str:
    """A video that can be found; returns its id."""
    probed = VideoRecord.from_manifest({"duration_s": 60.0, "width": 64})
    name = register(store, key, probed, indexed(), uploaded_at=uploaded_at)
    store.publish(name, generation, 1)
    return name


def known_video(store: Store, object_key: str, **facts: Any) -> str:
    """The records of a video that was probed and not yet worked on; returns its id."""
    identifier = video_id("bucket", object_key)
    upload = UploadRecord(
        video_id=identifier,
        workspace=object_key.split("/")[0],
        object_key=object_key,
        version="1",
        size=1,
        uploaded_at="2026-01-01T00:00:00Z",
    )
    store.write_record(identifier, upload)
    store.write_record(identifier, VideoRecord.from_manifest({"duration_s": 0.0, "width": 0, **facts}))
    return identifier


def indexed(revision: str = "1") -> IndexedRecord:
    """That a revision can be found."""
    return IndexedRecord(revision=revision, generation="aa", run_id="r1", at=UPLOADED_AT)


def attempted(revision: str = "1", *runs: str) -> AttemptsRecord:
    """That runs, or one, have begun to work on a revision."""
    return AttemptsRecord(revision, runs or ("r1",))


def failure(revision: str = "1", *, asset: str = "video", reason: str = "it is no video") -> FailureRecord:
    """That a revision has failed for good."""
    return FailureRecord(revision=revision, asset=asset, kind="permanent", reason=reason, run_id="r1", at=UPLOADED_AT)


def cancelled(revision: str = "1") -> CancelRecord:
    """That the work on a revision was cancelled."""
    return CancelRecord(revision=revision, at=UPLOADED_AT, by="ada")


def repaired(revision: str = "1") -> RepairsRecord:
    """That a revision was found incomplete once."""
    return RepairsRecord(revision, (1767225600.0,))


def marks(published: dict[str, tuple[str, int]]) -> dict[str, PublishedMark]:
    """By video id, the marks of generations that are given by their fingerprint and number of points."""
    return {name: PublishedMark(Generation(name, print_), points) for name, (print_, points) in published.items()}


def revision_of(store: Store, video_id: str) -> str:
    """The revision that is registered of a video."""
    upload = store.read_record(video_id, UploadRecord)
    assert upload is not None
    return upload.revision
