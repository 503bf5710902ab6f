"""Prometheus metrics of the report that the pipeline wrote last: what a step takes, and how much is done a day.

They come from the histories in the store: the processes that work on steps end, and their counters with them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prometheus_client.core import GaugeMetricFamily

from vindex_search.common.telemetry.metrics import MetricReader
from vindex_search.videos.report.figures import Report

ReadReport = Callable[[], Report | None]
PER_HOUR: Final = {"cpu_s": "processor", "gpu_s": "gpu", "wall_s": "wall"}  # figure: value of the label `clock`


def report_readers(current: ReadReport) -> tuple[MetricReader, ...]:
    """The readers of these metrics; each is empty before the first report."""
    return lambda: step_seconds(current()), lambda: hours_a_day(current())


def step_seconds(report: Report | None) -> GaugeMetricFamily:
    """Seconds that a step takes for an hour of video, by clock."""
    help_text = "Seconds that a step takes for an hour of video, by the clocks of processors, GPU and wall."
    family = GaugeMetricFamily("vindex_step_seconds_per_video_hour", help_text, labels=["asset", "clock"])
    for step in report.steps if report else ():
        for figure, clock in PER_HOUR.items():
            if (seconds := getattr(step, figure)) is not None:
                family.add_metric([step.asset, clock], seconds)
    return family


def hours_a_day(report: Report | None) -> GaugeMetricFamily:
    """Hours of video that became searchable a day, over the last days."""
    help_text = "Hours of video that became searchable a day, over the last days."
    family = GaugeMetricFamily("vindex_video_hours_per_day", help_text, labels=["days"])
    for window in report.throughput if report else ():
        family.add_metric([str(window.days)], window.hours_a_day)
    return family
