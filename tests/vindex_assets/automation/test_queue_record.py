"""queue_record: what a tick writes for the metrics of the service."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from vindex_assets.automation.queue_record import backlog_of, count_waits
from vindex_assets.runs.queue import RunStart
from vindex_assets.uploads.snapshot import WaitingUploads
from vindex_search.contract.runs.queue import WAIT_BUCKETS_S, Backlog, QueueRecord

NOW = 1_767_225_600.0


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def since(*, is_live: bool, uploaded: float, before: tuple[Backlog, ...] = ()) -> float:
    (entry,) = backlog_of([WaitingUploads("team", is_live, 3, iso(uploaded))], before, NOW)
    assert (entry.workspace, entry.videos) == ("team", 3)
    return entry.since


def test_a_new_upload_waits_since_it_was_uploaded() -> None:
    assert since(is_live=True, uploaded=NOW - 90) == NOW - 90


def test_an_old_file_waits_no_longer_than_its_lane_has_something_waiting() -> None:
    assert since(is_live=False, uploaded=0.0) == NOW
    before = (Backlog("team", "backlog", 9, NOW - 500), Backlog("team", "live", 9, NOW - 900))
    assert since(is_live=False, uploaded=0.0, before=before) == NOW - 500


def test_an_upload_of_the_future_waits_since_now() -> None:
    assert since(is_live=True, uploaded=NOW + 500) == NOW


@given(st.lists(st.tuples(st.sampled_from(["live", "backlog"]), st.floats(0, 1e6)), max_size=30))
def test_every_wait_is_counted_once_in_its_bucket(waits: list[tuple[str, float]]) -> None:
    counted = count_waits((), [RunStart(*wait) for wait in waits])
    assert sum(sum(each.counts) for each in counted) == len(waits)
    for each in counted:
        below = [sum(each.counts[: place + 1]) for place in range(len(WAIT_BUCKETS_S))]
        own = [seconds for lane, seconds in waits if lane == each.lane]
        assert below == [sum(seconds <= limit for seconds in own) for limit in WAIT_BUCKETS_S]


def test_counts_grow_from_tick_to_tick() -> None:
    once = count_waits((), [RunStart("live", 3.0)])
    twice = count_waits(once, [RunStart("live", 4.0), RunStart("backlog", 1.0)])
    assert [(each.lane, sum(each.counts), each.seconds) for each in twice] == [("backlog", 1, 1.0), ("live", 2, 7.0)]


def record(home: Home) -> QueueRecord:
    found = home.library.store.read_library_record(QueueRecord)
    assert found is not None
    return found


def test_a_tick_writes_what_it_saw(home: Home) -> None:
    harness = SensorHarness(home.library, home.instance)
    home.upload_film("team/a.mp4", "One.")
    harness.tick()
    (waiting,) = record(home).backlog
    assert (waiting.workspace, waiting.lane, waiting.videos) == ("team", "live", 1)
    assert record(home).queued == 0, "the request is queued after the tick"
    harness.tick()
    assert (record(home).queued, record(home).started) == (1, 0)
    for run in harness.active_runs():
        harness.succeed_run(run)
    harness.tick()
    assert (record(home).queued, record(home).backlog) == (0, ())


def test_a_damaged_record_is_written_anew(home: Home) -> None:
    home.library.store.write_library_file(QueueRecord.FILE, b"[]")
    SensorHarness(home.library, home.instance).tick()
    assert record(home).waits == ()
