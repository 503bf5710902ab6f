"""metrics: what runs and waits, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.library.activity.heartbeats import BEGAN, step, worker
from vindex_search.common.telemetry.metrics import Metrics
from vindex_search.contract.runs.queue import WAIT_BUCKETS_S, Backlog, QueueRecord, Waits
from vindex_search.videos.activity.metrics import MAX_WORKSPACES, bounded, work_readers
from vindex_search.videos.activity.signs import NO_WORK, SeenStep, SeenWorker, Work

Scraped = dict[tuple[str, ...], float]
WAITED = (0, 2, 0, 1, *(0,) * (len(WAIT_BUCKETS_S) - 3))
QUEUE = QueueRecord(
    at=BEGAN,
    queued=3,
    started=2,
    backlog=(Backlog("team", "live", 7, BEGAN - 60), Backlog("other", "backlog", 9, BEGAN + 500)),
    waits=(Waits("live", WAITED, 11.5), Waits("odd", (1, 2), 3.0)),
)


@pytest.fixture
def scrape() -> Callable[[Work], Scraped]:
    def read(work: Work) -> Scraped:
        metrics = Metrics()
        metrics.register_readers(*work_readers(lambda: work, lambda: BEGAN))
        families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
        return {
            (one.name, *(value for _, value in sorted(one.labels.items()))): one.value
            for family in families
            for one in family.samples
        }

    return read


def test_workers_and_steps_are_counted_by_state(scrape: Callable[[Work], Scraped]) -> None:
    steps = (SeenStep(step()), SeenStep(step(run_id="r2", host="gone"), silent_s=70))
    found = scrape(Work(steps=steps, workers=(SeenWorker(worker()),)))
    assert [found["vindex_workers", state] for state in ("busy", "idle", "draining", "silent")] == [1, 0, 0, 0]
    assert found["vindex_steps", "transcript", "working"] == found["vindex_steps", "transcript", "silent"] == 1
    assert found["vindex_steps", "frames", "working"] == 0


def test_the_backlog_has_its_age_which_is_never_negative(scrape: Callable[[Work], Scraped]) -> None:
    found = scrape(Work(queue=QUEUE, queue_silent_s=4.5))
    assert found["vindex_backlog_videos", "live", "team"] == 7
    assert found["vindex_backlog_oldest_seconds", "live", "team"] == 60
    assert found["vindex_backlog_oldest_seconds", "backlog", "other"] == 0
    assert (found["vindex_runs", "queued"], found["vindex_runs", "started"]) == (3, 2)
    assert found["vindex_daemon_heartbeat_age_seconds",] == 4.5


def test_waits_are_a_histogram_and_those_of_other_buckets_are_left_out(scrape: Callable[[Work], Scraped]) -> None:
    found = scrape(Work(queue=QUEUE))
    assert found["vindex_queue_wait_seconds_bucket", "live", "2.0"] == 2
    assert found["vindex_queue_wait_seconds_bucket", "live", "+Inf"] == 3
    assert found["vindex_queue_wait_seconds_count", "live"] == 3
    assert found["vindex_queue_wait_seconds_sum", "live"] == 11.5
    assert not [name for name in found if "odd" in name]


def test_before_the_first_tick_nothing_is_said_of_the_queue(scrape: Callable[[Work], Scraped]) -> None:
    names = {name for name, *_ in scrape(NO_WORK)}
    assert not names & {"vindex_daemon_heartbeat_age_seconds", "vindex_runs", "vindex_backlog_videos"}


def test_a_thousand_workspaces_have_a_bounded_number_of_series_and_no_video_is_lost() -> None:
    entries = [Backlog(f"w{number:04}", "live", 2, BEGAN + number) for number in range(1000)]
    shown = bounded(reversed(entries))
    assert len(shown) == MAX_WORKSPACES + 1
    assert sum(entry.videos for entry in shown) == 2000
    assert (shown[0].workspace, shown[-1].since) == ("w0000", BEGAN + MAX_WORKSPACES)
