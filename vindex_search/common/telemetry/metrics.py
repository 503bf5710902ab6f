"""Prometheus metrics of one service: request and search latency, size and freshness of the library.

Counters and histograms are updated as things happen; gauges that are read at each scrape are added with
`register_readers`.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, Metric

from vindex_search.common.telemetry.observer import STAGES, Stage
from vindex_search.contract.ids import CHANNELS, Channel

REQUEST_BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STAGE_BUCKETS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
FRESHNESS_BUCKETS_S: Final = (0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300)  # finest around the promised 2 s
SERIES: Final = len(STAGES) * (len(CHANNELS) + 1)  # every stage of each channel, and of all together
MOMENTS_BUCKETS: Final = (0, 1, 2, 5, 10, 20, 50, 100)

# Seconds spent in each stage of the current request; `moments` includes the second query of the index.
STAGE_SECONDS: Final[ContextVar[dict[str, float] | None]] = ContextVar("stage_seconds", default=None)

log = logging.getLogger("vindex.service")

MetricReader = Callable[[], Metric]


class Metrics:
    """The metrics of one service, in a registry of their own; implements `Observer`."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # no one needs the creation time of a series
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "vindex_http_request_duration_seconds",
            "Time from a request's first line to the last byte of its answer.",
            ["method", "route", "status"],
            buckets=REQUEST_BUCKETS_S,
            registry=self.registry,
        )
        stages = Histogram(
            "vindex_search_stage_duration_seconds",
            "Time of one stage of a search; a channel is named where the stage is of one alone.",
            ["stage", "channel"],
            buckets=STAGE_BUCKETS_S,
            registry=self.registry,
        )
        self._stage = lru_cache(SERIES)(stages.labels)  # looking a series up takes longer than some stages
        self._moments = Histogram(
            "vindex_search_moments", "Moments in an answer.", buckets=MOMENTS_BUCKETS, registry=self.registry
        )
        self._unmatched = Counter(
            "vindex_searches_unmatched", "Searches that nothing in the library matches.", registry=self.registry
        )
        self._freshness = Histogram(
            "vindex_freshness_seconds",
            "From a video's points being published to their being searchable in the embedded index.",
            buckets=FRESHNESS_BUCKETS_S,
            registry=self.registry,
        )
        self._freshest = Gauge("vindex_freshness_last_seconds", "The newest of those times.", registry=self.registry)
        self._freshest.set(math.nan)  # until something is published
        Info("vindex_build", "The version that runs.", registry=self.registry).info({"version": version("vindex")})
        ProcessCollector(registry=self.registry)

    @contextmanager
    def time_stage(self, stage: Stage, channel: Channel | None = None) -> Iterator[None]:
        """Time a block as one stage of a search, in the histogram and for the current request; not where it raises."""
        started = time.perf_counter()
        yield
        elapsed_s = time.perf_counter() - started
        self._stage(stage, channel or "").observe(elapsed_s)
        stage_seconds = STAGE_SECONDS.get()
        if stage_seconds is not None:
            stage_seconds[stage] = stage_seconds.get(stage, 0.0) + elapsed_s

    def record_search(self, moments: int, *, matched: bool) -> None:
        """Count an answered search, its moments, and whether anything matched."""
        self._moments.observe(moments)
        if not matched:
            self._unmatched.inc()

    def record_freshness(self, after_s: float) -> None:
        """Record the seconds between a video's points being published and being searchable."""
        self._freshness.observe(after_s)
        self._freshest.set(after_s)

    def register_readers(self, *readers: MetricReader) -> None:
        """Call these at each scrape."""
        self.registry.register(_GaugeCollector(readers))


class _GaugeCollector:
    """A Prometheus collector over functions; one that raises is logged and left out of the scrape."""

    def __init__(self, readers: Iterable[MetricReader]) -> None:
        self._readers = tuple(readers)

    def describe(self) -> list[Metric]:
        return []  # the names are known only after a read

    def collect(self) -> Iterator[Metric]:
        for read_gauge in self._readers:
            try:
                yield read_gauge()
            except Exception as problem:  # noqa: BLE001 - an index that does not answer must not fail the whole scrape
                log.warning("a metric could not be read: %s", problem)


def labelled_gauge(name: str, help_text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """A gauge with one label; `values` maps each value of the label to a number."""
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for label_value, number in values.items():
        family.add_metric([label_value], number)
    return family
