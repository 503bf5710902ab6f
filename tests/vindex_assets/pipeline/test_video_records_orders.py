"""video_records: stopped anywhere a run's records say no more than what is true, and the next run ends right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.video_records import attempted, failure, register, repaired
from vindex_assets.failures import Transient
from vindex_assets.pipeline.video_records import (
    MAX_ATTEMPTS,
    attempt_count,
    count_attempt,
    count_repair,
    is_final,
    record_failure,
    record_indexed,
)
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord, RepairsRecord
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video

RUNS = tuple(f"r{number}" for number in range(MAX_ATTEMPTS))


class Records(Operation):
    """A video with some runs behind it, of which the last has failed for now."""

    runs = RUNS[:-1]

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.name = register(self.store, "team/a.mp4", attempted("1", *self.runs))
        record_failure(self.store, self.name, "1", Transient("the disk is full"), asset="audio", run_id=self.runs[-1])

    def status(self) -> str:
        video = get_video(self.store, self.name)
        assert video is not None
        return video.status

    def attempts(self) -> int:
        return attempt_count(self.store.read_record(self.name, AttemptsRecord), "1")


class CountAttempt(Records):
    """The attempt of the last run that there may be."""

    def act(self) -> None:
        count_attempt(self.store, self.name, "1", RUNS[-1])

    def check_reader(self) -> None:
        """The failure before goes once the attempt is counted: a worker that is killed now has had its attempt."""
        is_counted = self.attempts() == MAX_ATTEMPTS
        assert is_counted or (self.attempts(), self.status()) == (MAX_ATTEMPTS - 1, "failed")

    def check_done(self) -> None:
        assert self.store.read_record(self.name, AttemptsRecord) == AttemptsRecord("1", RUNS)
        assert self.status() == "processing"


class RecordIndexed(Records):
    """That a revision is searchable, after attempts and a failure."""

    runs = RUNS

    def act(self) -> None:
        record_indexed(self.store, self.name, "1", "aa", "r9")

    def check_reader(self) -> None:
        """It is indexed before its attempts and its failure are forgotten."""
        is_whole = self.attempts() == MAX_ATTEMPTS and self.store.has_record(self.name, FailureRecord)
        assert is_whole or self.status() == "indexed"

    def check_done(self) -> None:
        assert self.status() == "indexed"
        assert not any(self.store.has_record(self.name, kind) for kind in (AttemptsRecord, FailureRecord))
        found = self.store.read_record(self.name, IndexedRecord)
        assert found is not None
        assert (found.revision, found.generation, found.run_id) == ("1", "aa", "r9")


class RecordFailure(Records):
    """A failure in the place of another."""

    def act(self) -> None:
        record_failure(self.store, self.name, "1", Transient("again"), asset="frames", run_id="r9")

    def check_reader(self) -> None:
        assert self.status() == "failed"

    def check_done(self) -> None:
        found = self.store.read_record(self.name, FailureRecord)
        assert found is not None
        assert (found.asset, found.kind, found.reason, found.run_id) == ("frames", "transient", "again", "r9")
        assert not is_final(found, self.store.read_record(self.name, AttemptsRecord))


class CountRepair(Operation):
    """A repair after an earlier one."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.before = repaired("1")
        self.name = register(self.store, "team/a.mp4", failure(), self.before)

    def act(self) -> None:
        count_repair(self.store, self.name, "1", self.before.at[0] + 1)

    def check_reader(self) -> None:
        found = self.store.read_record(self.name, RepairsRecord)
        assert found is not None
        assert found.at[:1] == self.before.at

    def check_done(self) -> None:
        found = self.store.read_record(self.name, RepairsRecord)
        assert found is not None
        assert found.at == (*self.before.at, self.before.at[0] + 1)


@pytest.mark.parametrize("operation", [CountAttempt, RecordIndexed, RecordFailure, CountRepair])
def test_stopped_anywhere_the_next_run_ends_right(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path)
