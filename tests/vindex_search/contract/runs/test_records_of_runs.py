"""The records of runs: what is written is read, and a wrong value is named."""

from __future__ import annotations

import json

import pytest

from tests.support.library.activity.heartbeats import COST, attempt
from vindex_search.contract.record_format import DamagedRecord, Record
from vindex_search.contract.runs.control import CancelRecord, PausedRecord, PriorityRecord
from vindex_search.contract.runs.heartbeat import StepHeartbeat, WorkerHeartbeat
from vindex_search.contract.runs.queue import Backlog, QueueRecord, Waits
from vindex_search.contract.runs.step_attempt import StepAttempt

AT = "2026-11-29T15:41:06+00:00"
RECORDS: tuple[Record, ...] = (
    CancelRecord(revision="1", at=AT, by="ada"),
    PriorityRecord(priority="high", at=AT, by="ada"),
    PausedRecord(workspace="team", at=AT, by="ada"),
    StepHeartbeat("r1", "frames", "team--a-0123456789", 0.5, began=1.0, at=2.5, host="one", pid=7, queue="cpu"),
    WorkerHeartbeat("cpu@one", "one", 7, ("cpu", "gpu"), 2, "0a1b", is_draining=False, at=2.5),
    StepAttempt("r1", "frames", 0, "1", "sensor", 1.0, 2.5, outcome="failed", reason="no network", host="one"),
    QueueRecord(2.5, 3, 1, (Backlog("team", "live", 7, 1.5),), (Waits("live", (1, 0), 4.5),), counted_until=2.5),
    QueueRecord(at=0.0, queued=0, started=0),
    attempt(cost=COST),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_what_is_written_is_read(record: Record) -> None:
    text = json.dumps(json.loads(record.to_json())).encode()
    assert type(record).from_json(text) == record


@pytest.mark.parametrize(
    ("record", "field"),
    [(RECORDS[1], "priority"), (RECORDS[5], "outcome"), (RECORDS[5], "asked_by"), (RECORDS[3], "share")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_value_that_is_not_allowed_is_named(record: Record, field: str) -> None:
    wrong = json.dumps({**json.loads(record.to_json()), field: "urgent"}).encode()
    with pytest.raises(DamagedRecord, match=rf"{field}.*urgent"):
        type(record).from_json(wrong)
