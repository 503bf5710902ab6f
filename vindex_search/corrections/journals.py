"""The journals of corrections in a store: read, and appended to such that no entry of two services is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.corrections.correction import Correction
from vindex_search.contract.corrections.journal import MAX_ENTRIES, CorrectionsRecord
from vindex_search.contract.ids import validate_workspace, workspace_of_video
from vindex_search.contract.records import UploadRecord
from vindex_search.corrections.overlay import Overlay
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange
from vindex_search.storage.library import correction_marks
from vindex_search.storage.store import Store

SPEAKERS: Final = "speakers"  # folder below the root of the store

Make = Callable[[CorrectionsRecord], Correction]  # from the journal as it is to the entry to append


class JournalFull(ValueError):
    """A journal has `MAX_ENTRIES` entries."""


class VideoGone(LookupError):
    """The video was deleted meanwhile."""


def read_journal(store: Store, video_id: str) -> CorrectionsRecord:
    """The journal of a video; empty where nobody corrected it.

    Raises:
        DamagedRecord, NewerRecord: it cannot be read.
    """
    return store.read_record(video_id, CorrectionsRecord) or CorrectionsRecord()


def read_names(store: Store, workspace: str) -> CorrectionsRecord:
    """The journal of the speakers of a workspace; empty where nobody named one.

    Raises:
        DamagedRecord, NewerRecord: it cannot be read.
    """
    path = _names_path(store, workspace)
    try:
        return CorrectionsRecord.from_json(files.read(path), str(path))
    except FileNotFoundError:
        return CorrectionsRecord()


def read_overlay(store: Store, video_id: str) -> Overlay:
    """What is in force for a video."""
    of_video = read_journal(store, video_id).active
    return Overlay(of_video, read_names(store, workspace_of_video(video_id)).active)


def overlay_digest(store: Store, video_id: str, overlay: Overlay) -> str:
    """The digest of an overlay; of names of a workspace, those count whose label a line of the video has."""
    if not overlay.names:
        return overlay.digest(())
    try:
        labels = store.read_table(video_id, TRANSCRIPT, columns=["speaker"])["speaker"].unique().to_list()
    except FileNotFoundError:  # nothing is heard yet
        labels = []
    return overlay.digest(labels)


def append_to_video(store: Store, video_id: str, make: Make) -> Correction:
    """Append an entry to the journal of a video; `make` may raise, and then nothing is written.

    Raises:
        JournalFull: it has as many entries as it may.
        VideoGone: the video is not registered.
        Contended: on S3, others appended at every attempt.
    """
    if not store.has_record(video_id, UploadRecord):  # else the lock would bring its folder back
        raise VideoGone(f"there is no video {video_id} in the library")

    def make_registered(record: CorrectionsRecord) -> Correction:
        if not store.has_record(video_id, UploadRecord):
            raise VideoGone(f"there is no video {video_id} in the library")
        return make(record)

    return _append(store, store.path(video_id, CorrectionsRecord.FILE), video_id, make_registered)


def append_name(store: Store, workspace: str, make: Make) -> Correction:
    """Append an entry to the journal of the speakers of a workspace; as `append_to_video`."""
    return _append(store, _names_path(store, workspace), workspace, make)


def _append(store: Store, path: UPath, target: str, make: Make) -> Correction:
    def change(content: bytes | None) -> tuple[bytes, Correction]:
        record = CorrectionsRecord.from_json(content, str(path)) if content is not None else CorrectionsRecord()
        if len(record.entries) >= MAX_ENTRIES:
            raise JournalFull(f"there are {MAX_ENTRIES} corrections already, as many as are kept")
        entry = make(record)
        correction_marks.add(store.root, target, entry.id)
        crash_point("correction.marked", target)
        return CorrectionsRecord((*record.entries, entry)).to_json(), entry

    entry = exchange(path, change)
    crash_point("correction.written", target)
    return entry


def _names_path(store: Store, workspace: str) -> UPath:
    return store.root / SPEAKERS / f"{validate_workspace(workspace)}.json"
