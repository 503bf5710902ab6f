"""watch: heartbeats read at most every two seconds, and silent only when seen so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.activity.heartbeats import BEGAN, step, worker
from vindex_search.contract.runs.queue import QueueRecord
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.store import Store
from vindex_search.videos.activity import watch as watching
from vindex_search.videos.activity.signs import Work
from vindex_search.videos.activity.watch import WorkWatch, look


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", "vindex-a")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(store: Store, clock: Clock) -> WorkWatch:
    return WorkWatch(store, clock=clock, now=lambda: BEGAN + 100)


def silent(watch: WorkWatch) -> bool:
    return watch.current().steps[0].is_silent


def test_a_heartbeat_that_stays_the_same_for_a_minute_is_silent(store: Store, watch: WorkWatch, clock: Clock) -> None:
    heartbeats.write_step(store.root, step())
    assert not silent(watch)
    clock.now += 59.9
    assert not silent(watch)
    clock.now += 2.1
    assert silent(watch)
    heartbeats.write_step(store.root, step(at=BEGAN + 35))
    clock.now += 2
    assert not silent(watch)


def test_a_clock_of_another_machine_decides_nothing(store: Store, watch: WorkWatch) -> None:
    heartbeats.write_step(store.root, step(at=BEGAN - 9e6))
    heartbeats.write_worker(store.root, worker(at=BEGAN - 9e6))
    assert not silent(watch)
    assert not watch.current().workers[0].is_silent


def test_however_often_it_is_asked_the_store_is_listed_once_in_two_seconds(
    store: Store, watch: WorkWatch, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings: list[float] = []

    def counted(store: Store, now: object) -> Work:
        listings.append(clock.now)
        return look(store)

    monkeypatch.setattr(watching, "look", counted)
    for _ in range(50):
        watch.current()
        clock.now += 0.1
    assert listings == pytest.approx([1000.0, 1002.0, 1004.0])


def test_a_store_that_does_not_answer_leaves_what_is_known(
    store: Store, watch: WorkWatch, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeats.write_step(store.root, step())
    before = watch.current()

    def away(*_: object) -> Work:
        raise PermissionError("no")

    monkeypatch.setattr(watching, "look", away)
    clock.now += 10
    assert watch.current() == before


def test_the_steps_of_a_video_are_found_and_those_between_two_videos_are_of_none(store: Store) -> None:
    heartbeats.write_step(store.root, step("team--a-0123456789"))
    heartbeats.write_step(store.root, step("", asset="audio"))
    work = look(store)
    assert work.videos() == {"team--a-0123456789"}
    assert [seen.heartbeat.asset for seen in work.on_video("team--a-0123456789")] == ["transcript"]


def test_the_tick_is_as_old_as_the_clocks_say_until_another_is_seen(
    store: Store, watch: WorkWatch, clock: Clock
) -> None:
    record = QueueRecord(at=BEGAN, queued=0, started=0)
    store.write_library_record(record)
    assert watch.current().queue_silent_s == 100
    store.write_library_record(replace(record, at=BEGAN + 1))
    clock.now += 3
    assert watch.current().queue_silent_s == 0
    clock.now += 30
    assert watch.current().queue_silent_s == 30


def test_a_damaged_record_of_the_queue_is_none(store: Store) -> None:
    store.write_library_file(QueueRecord.FILE, b"{")
    assert look(store).queue is None
