"""The history of a video: one file for each try of each step, in the video's folder (`StepAttempt`)."""

from __future__ import annotations

import logging
from typing import Final

from vindex_search.common.text import visible
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.storage import files
from vindex_search.storage.record_store import RecordStore

log = logging.getLogger("vindex.store")

FOLDER: Final = "history"
MAX_RUNS: Final = 50  # of a video: years of its uploads, retries and reindexes


def add_attempt(store: RecordStore, video_id: str, attempt: StepAttempt) -> None:
    """Write down one try of a step."""
    name = StepAttempt.FILE.format(run_id=attempt.run_id, asset=attempt.asset, try_number=attempt.try_number)
    files.write(store.folder(video_id) / name, attempt.to_json())


def list_attempts(store: RecordStore, video_id: str) -> list[StepAttempt]:
    """All tries of all steps of a video, the oldest first; damaged ones are skipped with a warning."""
    folder, found = store.folder(video_id) / FOLDER, []
    for name in files.list_names(folder):
        try:
            found.append(StepAttempt.from_json((folder / name).read_bytes(), f"{FOLDER}/{name} of {video_id}"))
        except FileNotFoundError:
            continue
        except RecordError as problem:
            log.warning("ignored: %s", visible(str(problem)))
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
            (folder / name).unlink(missing_ok=True)
