"""What is wrong with a library after a crash is said, each fault by itself."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.support.crash.cases import VIDEO
from tests.support.crash.cheap_steps import cheap_steps
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.recovered import Recovered
from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home, open_home
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import FRAMES, TRANSCRIPT
from vindex_search.contract.records import IndexedRecord, UploadRecord

Fault = Callable[[Home], object]


@pytest.fixture
def recovered(indexed: CrashingLibrary) -> Iterator[Recovered]:
    """An indexed library, open here."""
    with open_home(indexed.home) as home, cheap_steps():
        yield Recovered(home, indexed.scratch)


def truncate(home: Home) -> None:
    path = Path(str(home.library.store.path(VIDEO, TRANSCRIPT)))
    path.write_bytes(path.read_bytes()[:-100])


def publish_another(home: Home) -> None:
    folder = Path(str(home.library.store.root)) / "published" / home.library.store.collection
    (folder / f"{VIDEO}.aaaaaaaaaaaaaaaa.1").touch()


def take_slot(home: Home) -> None:
    events = home.instance.event_log_storage
    events.set_concurrency_slots("gpu", 1)
    events.claim_concurrency_slot("gpu", "some run", "some step")


def leave_draft(home: Home) -> None:
    (Path(str(home.library.store.root)) / ".frames.parquet.0123abcd.tmp").touch()


FAULTS: dict[str, Fault] = {
    "transcript.parquet cannot be read": truncate,
    "stamp of frames.parquet does not fit": lambda home: home.library.store.remove_artefact(VIDEO, FRAMES),
    "aaaaaaaaaaaaaaaa": publish_another,
    "neither indexed nor failed": lambda home: home.library.store.remove_record(VIDEO, IndexedRecord),
    "is not registered": lambda home: home.library.store.remove_record(VIDEO, UploadRecord),
    "dirty marks": lambda home: home.library.store.mark_dirty(VIDEO),
    "the partitions are []": lambda home: home.instance.delete_dynamic_partition(VIDEOS, VIDEO),
    "is DagsterRunStatus.STARTED": lambda home: create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED),
    "pool gpu has slots": take_slot,
    ".tmp": leave_draft,
    "are published and not uploaded": lambda home: shutil.rmtree(home.uploads / "team"),
}


def test_nothing_is_wrong_with_a_library_that_is_well(recovered: Recovered) -> None:
    assert recovered.problems() == []


@pytest.mark.parametrize("said", FAULTS)
def test_a_fault_is_said(recovered: Recovered, said: str) -> None:
    FAULTS[said](recovered.home)
    assert said in "\n".join(recovered.problems())


def test_a_lock_that_is_held_is_said(recovered: Recovered) -> None:
    with (recovered.home.path / "held").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert any("held is locked" in problem for problem in recovered.problems())


def test_scratch_files_that_are_left_are_said(recovered: Recovered) -> None:
    (recovered.scratch / "vindex-12345678").mkdir(parents=True)
    assert any("vindex-12345678" in problem for problem in recovered.problems())
