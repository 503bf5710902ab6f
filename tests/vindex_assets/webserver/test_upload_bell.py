"""upload_bell: a file that arrives has the sensor look once it has settled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from watchdog.events import FileClosedEvent

from tests.support.concurrency.waiting import until
from vindex_assets.webserver.upload_bell import UploadBell
from vindex_search.storage.bucket.folder import CLOSED_SETTLE_S, SETTLE_S

CLOSED = FileClosedEvent("talk.mp4")


@dataclass
class Clock:
    """Unix seconds, as the test says."""

    now: float = 1000.5

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def arrivals() -> threading.Semaphore:
    """Counts how often a bell announces uploads."""
    return threading.Semaphore(0)


@pytest.fixture
def bell(tmp_path: Path, arrivals: threading.Semaphore) -> Iterator[UploadBell]:
    """A bell over a folder of uploads."""
    with UploadBell(tmp_path / "uploads", arriving=arrivals.release) as bell:
        yield bell


@pytest.mark.timeout(120)
def test_a_file_that_is_closed_in_a_new_folder_is_heard(
    tmp_path: Path, bell: UploadBell, arrivals: threading.Semaphore
) -> None:
    assert not bell.has_rung_since(0.0)
    folder = tmp_path / "uploads" / "team"
    folder.mkdir()
    (folder / "talk.mp4").write_bytes(b"film")
    assert arrivals.acquire(timeout=60)


@pytest.mark.timeout(120)
def test_a_file_that_is_moved_in_is_heard(tmp_path: Path, bell: UploadBell, arrivals: threading.Semaphore) -> None:
    assert not bell.has_rung_since(0.0)
    (tmp_path / "talk.mp4").write_bytes(b"film")
    (tmp_path / "talk.mp4").rename(tmp_path / "uploads" / "talk.mp4")
    assert arrivals.acquire(timeout=60)


def test_the_sensor_looks_when_a_closed_file_has_settled_and_when_any_has(tmp_path: Path) -> None:
    clock = Clock()
    bell = UploadBell(tmp_path, clock=clock, arriving=lambda: None)
    assert not bell.has_rung_since(clock.now - 60)
    bell.on_any_event(CLOSED)
    heard, tick = [], clock.now - 60
    while clock.now < 1010:
        clock.now += 0.5
        if bell.has_rung_since(tick):
            heard.append(clock.now - 1000)
            tick = clock.now
    assert heard == [CLOSED_SETTLE_S + 0.5, SETTLE_S + 0.5]


def test_many_files_at_once_are_one_arrival(tmp_path: Path, arrivals: threading.Semaphore) -> None:
    bell = UploadBell(tmp_path, arriving=arrivals.release)
    for _ in range(5):
        bell.on_any_event(CLOSED)
    assert arrivals.acquire(timeout=60)
    until(lambda: not any(thread.name == "wake-run-worker" for thread in threading.enumerate()))
    assert not arrivals.acquire(blocking=False)


def test_a_folder_that_cannot_be_watched_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_bytes(b"no folder")
    with UploadBell(tmp_path / "uploads", arriving=lambda: None) as bell:
        assert not bell.has_rung_since(0.0)
