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
