"""What one service tells Prometheus: how long requests and searches take, how large and how fresh the library is.

Instruments that are counted as things happen are attributes here; what is read off the library at each scrape is
added by `watch`.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
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
from prometheus_client.core import GaugeMetricFamily

from vindex_search.common.observer import Stage
from vindex_search.contract.ids import Channel

REQUEST_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STAGE_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
FRESH_S: Final = (0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300)  # finely about the 2 s that are promised
MOMENTS: Final = (0, 1, 2, 5, 10, 20, 50, 100)

# Seconds of each stage of the request under way; `moments` holds the second look at the index too.
STAGE_SECONDS: Final[ContextVar[dict[str, float] | None]] = ContextVar("spent", default=None)

log = logging.getLogger("vindex.service")

GaugeReader = Callable[[], GaugeMetricFamily]


class Metrics:
    """The instruments of one service, in a registry of their own; an `Observer` of its library."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody asks when a series began
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "vindex_http_request_duration_seconds",
            "Time from a request's first line to the last byte of its answer.",
            ["method", "route", "status"],
            buckets=REQUEST_S,
            registry=self.registry,
        )
        stages = Histogram(
            "vindex_search_stage_duration_seconds",
            "Time of one stage of a search; a channel is named where the stage is of one alone.",
            ["stage", "channel"],
            buckets=STAGE_S,
            registry=self.registry,
        )
        self._stage = cache(stages.labels)  # finding a series costs more than a stage may
        self._moments = Histogram(
            "vindex_search_moments", "Moments in an answer.", buckets=MOMENTS, registry=self.registry
        )
        self._unmatched = Counter(
            "vindex_searches_unmatched", "Searches that nothing in the library matches.", registry=self.registry
        )
        self._freshness = Histogram(
            "vindex_freshness_seconds",
            "From a video's points being published to their being searchable in the embedded index.",
            buckets=FRESH_S,
            registry=self.registry,
        )
        self._freshest = Gauge("vindex_freshness_last_seconds", "The newest of those times.", registry=self.registry)
        self._freshest.set(math.nan)  # nothing was published yet
        Info("vindex_build", "The version that runs.", registry=self.registry).info({"version": version("vindex")})
        ProcessCollector(registry=self.registry)

    @contextmanager
    def time_stage(self, stage: Stage, channel: Channel | None = None) -> Iterator[None]:
        """Time one stage of a search that ends without an error, for the request too that it is a part of."""
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        self._stage(stage, channel or "").observe(took)
        spent = STAGE_SECONDS.get()
        if spent is not None:
            spent[stage] = spent.get(stage, 0.0) + took

    def record_search(self, moments: int, *, matched: bool) -> None:
        """Count an answered search, its moments, and whether anything in the library matched."""
        self._moments.observe(moments)
        if not matched:
            self._unmatched.inc()

    def record_freshness(self, after_s: float) -> None:
        """A video can be found, so many seconds after its points were published."""
        self._freshness.observe(after_s)
        self._freshest.set(after_s)

    def register_readers(self, *readings: GaugeReader) -> None:
        """Ask these at each scrape."""
        self.registry.register(_Readings(readings))


class _Readings:
    def __init__(self, readings: Iterable[GaugeReader]) -> None:
        self._readings = tuple(readings)

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # their names are known when they are asked, not before

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for reading in self._readings:
            try:
                yield reading()
            except Exception as problem:  # noqa: BLE001 - an index that cannot be asked must not take the rest with it
                log.warning("a metric could not be read: %s", problem)


def labelled_gauge(name: str, says: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """A gauge with one label, and a number for each of its values."""
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
