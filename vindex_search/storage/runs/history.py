"""The history of a video: one file for each try of each step, in the video's folder (`StepAttempt`)."""

from __future__ import annotations

import logging
from pathlib import PurePosixPath
from typing import Final

from vindex_search.common.text import visible
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.storage import files
from vindex_search.storage.record_store import RecordStore
from vindex_search.storage.runs import unreported

log = logging.getLogger("vindex.store")

FOLDER: Final = "history"
MAX_RUNS: Final = 50  # of a video: years of its uploads, retries and reindexes


def add_attempt(store: RecordStore, video_id: str, attempt: StepAttempt) -> None:
    """Write down one try of a step, and mark it for the report of the library."""
    name = StepAttempt.FILE.format(run_id=attempt.run_id, asset=attempt.asset, try_number=attempt.try_number)
    files.write(store.folder(video_id) / name, attempt.to_json())
    unreported.add(store.root, video_id, PurePosixPath(name).stem)


def clear_marks(store: RecordStore, video_id: str) -> None:
    """Remove the marks of all tries of a video: to be called before its history is removed."""
    names = files.list_names(store.folder(video_id) / FOLDER)
    unreported.clear(store.root, [(video_id, name.removesuffix(".json")) for name in names])


def read_attempt(store: RecordStore, video_id: str, name: str) -> StepAttempt | None:
    """A try by the name of its file without the suffix; None where it is gone, or damaged, with a warning."""
    path = store.folder(video_id) / FOLDER / f"{name}.json"
    try:
        return StepAttempt.from_json(files.read(path), f"{FOLDER}/{path.name} of {video_id}")
    except FileNotFoundError:
        return None
    except RecordError as problem:
        log.warning("ignored: %s", visible(str(problem)))
        return None


def list_attempts(store: RecordStore, video_id: str) -> list[StepAttempt]:
    """All tries of all steps of a video, the oldest first; damaged ones are skipped with a warning."""
    names = files.list_names(store.folder(video_id) / FOLDER)
    tries = (read_attempt(store, video_id, name.removesuffix(".json")) for name in names)
    found = [attempt for attempt in tries if attempt]
    return sorted(found, key=lambda attempt: (attempt.began, attempt.asset, attempt.try_number))


def drop_old_runs(store: RecordStore, video_id: str) -> None:
    """Remove the tries of the oldest runs of a video beyond MAX_RUNS; damaged ones count as the oldest."""
    folder = store.folder(video_id) / FOLDER
    names = files.list_names(folder)
    by_run = {name.partition(".")[0] for name in names}
    if len(by_run) <= MAX_RUNS:
        return
    latest: dict[str, float] = {}
    for attempt in list_attempts(store, video_id):  # ordered by time
        latest[attempt.run_id] = attempt.began
    kept = set(sorted(by_run, key=lambda run_id: latest.get(run_id, 0.0))[-MAX_RUNS:])
    for name in names:
        if name.partition(".")[0] not in kept:
            files.remove(folder / name)
