"""What is written down about a video's way through the pipeline: attempts, failures, and that it is indexed.

Each record names the revision that it speaks of; a record of another revision says nothing about this one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from vindex_assets.failures import Permanent, VideoFailure
from vindex_search.contract import ATTEMPTS, FAILURE, INDEXED, REPAIRS
from vindex_search.store import Store

REMEMBERED_S: Final = 7 * 86_400.0  # a repair that held for a week has nothing to do with the next one
MOST_ATTEMPTS: Final = 3  # after so many a video that kills its worker, or meets trouble each time, is left alone


def count_attempt(store: Store, video_id: str, revision: str, run_id: str) -> int:
    """Count an attempt before its work begins, so that one which kills its worker is counted too; a run counts once."""
    record = store.read_record(video_id, ATTEMPTS)
    if record is None or record["revision"] != revision:
        record = {"revision": revision, "runs": []}
    if run_id not in record["runs"]:
        record["runs"].append(run_id)
        store.write_record(video_id, ATTEMPTS, record)
    store.remove_record(video_id, FAILURE)
    return len(record["runs"])


def attempts(store: Store, video_id: str, revision: str) -> int:
    """How many runs have begun to work on this revision."""
    record = store.read_record(video_id, ATTEMPTS)
    return len(record["runs"]) if record and record["revision"] == revision else 0


def record_failure(
    store: Store, video_id: str, revision: str, failure: VideoFailure, *, asset: str, run_id: str | None
) -> None:
    """Write down why this revision is not in the library."""
    kind = "permanent" if isinstance(failure, Permanent) else "transient"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"revision": revision, "asset": asset, "kind": kind, "reason": failure.reason, "run_id": run_id, "at": now}
    store.write_record(video_id, FAILURE, facts)


def failure_of_run(store: Store, video_id: str, run_id: str) -> dict[str, Any] | None:
    """The failure that this very run met at an earlier step, if it did."""
    record = store.read_record(video_id, FAILURE)
    return record if record and record["run_id"] == run_id else None


def record_indexed(store: Store, video_id: str, revision: str, generation: str, run_id: str) -> None:
    """Write down that this revision is searchable, and that its troubles are over."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"revision": revision, "generation": generation, "run_id": run_id, "at": now}
    store.write_record(video_id, INDEXED, facts)
    store.remove_record(video_id, ATTEMPTS)
    store.remove_record(video_id, FAILURE)


def count_repair(store: Store, video_id: str, revision: str, now: float) -> int:
    """Count a repair before it is begun; returns how many there were of this revision within a week of `now`."""
    record = store.read_record(video_id, REPAIRS)
    known = record["at"] if record and record["revision"] == revision else []
    at = [*(then for then in known if now - then < REMEMBERED_S), now]
    store.write_record(video_id, REPAIRS, {"revision": revision, "at": at})
    return len(at)
