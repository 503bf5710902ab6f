"""What the describing sidecars of a video say, read once for each state of them, before its texts are embedded.

Nothing that is decoded, heard or read from the screen depends on it: a changed sidecar makes some texts anew, and the
points of the video.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.description.record import DescriptionRecord
from vindex_search.contract.description.texts import opening_end, searched_texts
from vindex_search.contract.description.video_description import VideoDescription, first_said
from vindex_search.contract.media_types import Sidecars, describing_sidecars
from vindex_search.contract.notes import Note
from vindex_search.storage.descriptions import video_description

if TYPE_CHECKING:
    from vindex_assets.media.descriptions.reading import DescribingFile, DescriptionReading

Row = dict[str, Any]


def keep_description(task: VideoTask) -> None:
    """Write the record of the describing sidecars, unless it is of these very files; without any, there is none.

    Raises:
        Transient: the child process that reads them did not start.
    """
    store, upload = task.library.store, task.upload_record()
    record = store.try_read_record(task.video_id, DescriptionRecord)
    sidecars = describing_sidecars(upload.sidecars)
    if not sidecars:
        if record is not None:
            store.remove_record(task.video_id, DescriptionRecord)
    elif record is None or not record.is_of(upload):
        store.write_record(task.video_id, _read(task, sidecars))


def description_rows(task: VideoTask) -> list[Row]:
    """Rows of the embeddings for what is searched of the description, without vectors."""
    end_s, description = opening_end(task.duration_s), video_description(task.library.store, task.video_id)
    return [
        {"row_key": one.row_key, "start_s": 0.0, "end_s": end_s, "text": one.text, "language": description.language}
        for one in searched_texts(description)
    ]


def description_notes(task: VideoTask) -> tuple[Note, ...]:
    """What was met in reading the describing sidecars."""
    record = task.library.store.try_read_record(task.video_id, DescriptionRecord)
    return record.notes if record else ()


def _read(task: VideoTask, sidecars: Sidecars) -> DescriptionRecord:
    from vindex_assets.media.descriptions.in_child import read_in_child
    from vindex_assets.media.descriptions.limits import MAX_FILES

    with ExitStack() as opened:
        files = [_open(task, key, opened) for key, _version in sidecars[:MAX_FILES]]
        readings = read_in_child(files, duration_s=task.duration_s)
    left = len(sidecars) - MAX_FILES
    text = f"further describing files ({left}) were passed over: at most {MAX_FILES} are read of a video"
    notes = [note for reading in readings for note in reading.notes]
    more = [Note("description_passed_over", text)] if left > 0 else []
    return DescriptionRecord(sidecars, _together(readings), (*notes, *more))


def _together(readings: Sequence[DescriptionReading]) -> VideoDescription:
    ranked: Iterable[DescriptionReading] = sorted(readings, key=lambda reading: reading.rank)
    return first_said(reading.description for reading in ranked)


def _open(task: VideoTask, key: str, opened: ExitStack) -> DescribingFile:
    """A file on this machine as long as `opened` is; one that is gone or too large is not fetched."""
    from vindex_assets.media.descriptions.limits import size_fault
    from vindex_assets.media.descriptions.reading import GONE, DescribingFile

    file = DescribingFile(PurePosixPath(key).name)
    found = task.library.bucket.stat(key)
    fault = size_fault(found.size) if found else GONE
    if fault:
        return replace(file, fault=fault)
    try:
        return replace(file, path=str(opened.enter_context(task.library.bucket.local_path(key))))
    except FileNotFoundError:
        return replace(file, fault=GONE)
