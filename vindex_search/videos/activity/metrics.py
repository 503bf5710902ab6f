"""Prometheus metrics of what runs and waits: workers, steps, the queue, the backlog, the daemon.

Their labels have few values: states, lanes, the names of assets, and of the workspaces those that wait longest.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily

from vindex_search.common.telemetry.metrics import MetricReader, labelled_gauge
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.runs.queue import WAIT_BUCKETS_S, Backlog, Waits
from vindex_search.videos.activity.signs import Work
from vindex_search.videos.activity.workers import busy_workers, count_states

MAX_WORKSPACES: Final = 50  # that have series of their own, those that wait longest; a library may have thousands
OTHER_WORKSPACES: Final = ""  # no workspace has this name
STEP_STATES: Final = ("working", "silent")

ReadWork = Callable[[], Work]


def work_readers(current: ReadWork, now: Callable[[], float] = time.time) -> tuple[MetricReader, ...]:
    """The readers of these metrics.

    Args:
        current: Reads what runs and waits.
        now: Seconds since 1970.
    """
    return (
        lambda: workers_by_state(current()),
        lambda: steps_by_state(current()),
        lambda: runs_by_state(current()),
        lambda: backlog_videos(current()),
        lambda: backlog_oldest(current(), now()),
        lambda: queue_waits(current()),
        lambda: daemon_age(current()),
    )


def workers_by_state(work: Work) -> GaugeMetricFamily:
    """Workers by state; those that are idle, busy or draining are alive."""
    workers, _ = busy_workers(work.workers, work.steps)
    values = {str(state): float(count) for state, count in count_states(workers).items()}
    return labelled_gauge("vindex_workers", "Workers that take steps from queues, by state.", "state", values)


def steps_by_state(work: Work) -> GaugeMetricFamily:
    """Steps in work by asset, and whether they show signs of life."""
    family = GaugeMetricFamily("vindex_steps", "Steps in work.", labels=["asset", "state"])
    counts = Counter((step.heartbeat.asset, step.is_silent) for step in work.steps)
    for asset in ARTEFACTS:
        for state in STEP_STATES:
            family.add_metric([asset, state], counts[asset, state == "silent"])
    return family


def runs_by_state(work: Work) -> GaugeMetricFamily:
    """Runs that wait for a slot, and that have one; nothing before the first tick."""
    values = {"queued": float(work.queue.queued), "started": float(work.queue.started)} if work.queue else {}
    return labelled_gauge("vindex_runs", "Runs at the last tick of the upload sensor, by state.", "state", values)


def backlog_videos(work: Work) -> GaugeMetricFamily:
    """Videos that wait."""
    help_text = "Videos that no run has begun to work on."
    family = GaugeMetricFamily("vindex_backlog_videos", help_text, labels=["workspace", "lane"])
    for entry in bounded(work.queue.backlog if work.queue else ()):
        family.add_metric([entry.workspace, entry.lane], entry.videos)
    return family


def backlog_oldest(work: Work, now: float) -> GaugeMetricFamily:
    """For how long the oldest of them waits."""
    help_text = "For how many seconds the oldest video waits that no run has begun to work on."
    family = GaugeMetricFamily("vindex_backlog_oldest_seconds", help_text, labels=["workspace", "lane"])
    for entry in bounded(work.queue.backlog if work.queue else ()):
        family.add_metric([entry.workspace, entry.lane], max(0.0, now - entry.since))
    return family


def bounded(backlog: Iterable[Backlog]) -> list[Backlog]:
    """The entries of the workspaces that wait longest; those of all others together, by lane."""
    entries = sorted(backlog, key=lambda entry: (entry.since, entry.workspace, entry.lane))
    shown = set(list(dict.fromkeys(entry.workspace for entry in entries))[:MAX_WORKSPACES])
    others: dict[str, Backlog] = {}
    for entry in (entry for entry in entries if entry.workspace not in shown):
        known = others.get(entry.lane, Backlog(OTHER_WORKSPACES, entry.lane, 0, entry.since))
        videos, since = known.videos + entry.videos, min(known.since, entry.since)
        others[entry.lane] = Backlog(OTHER_WORKSPACES, entry.lane, videos, since)
    return [*(entry for entry in entries if entry.workspace in shown), *others.values()]


def queue_waits(work: Work) -> HistogramMetricFamily:
    """From the request of a run to its start."""
    help_text = "From the request of a run to its start, by lane."
    family = HistogramMetricFamily("vindex_queue_wait_seconds", help_text, labels=["lane"])
    for waits in work.queue.waits if work.queue else ():
        if len(waits.counts) == len(WAIT_BUCKETS_S) + 1:  # another version may have had other buckets
            family.add_metric([waits.lane], list(_cumulated(waits)), waits.seconds)
    return family


def daemon_age(work: Work) -> GaugeMetricFamily:
    """Seconds since the upload sensor last ticked; nothing before its first tick."""
    family = GaugeMetricFamily(
        "vindex_daemon_heartbeat_age_seconds", "Seconds since Dagster's daemon last had the upload sensor tick."
    )
    if work.queue:
        family.add_metric([], work.queue_silent_s)
    return family


def _cumulated(waits: Waits) -> Iterator[tuple[str, float]]:
    total = 0
    for limit, count in zip((*map(repr, WAIT_BUCKETS_S), "+Inf"), waits.counts, strict=True):
        total += count
        yield limit, float(total)
