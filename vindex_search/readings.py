"""What is read off a library when Prometheus asks."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client.core import GaugeMetricFamily

from vindex_search.metrics import reading
from vindex_search.models.cache import models
from vindex_search.records import Status


def index_points(count: int) -> GaugeMetricFamily:
    """Size of the index."""
    return GaugeMetricFamily("vindex_index_points", "Points that the index holds.", value=count)


def videos_by_status(counts: Mapping[Status, int]) -> GaugeMetricFamily:
    """Videos per state."""
    says = "Videos of the library, as they were seen last."
    return reading("vindex_videos", says, "status", {str(status): found for status, found in counts.items()})


def models_loaded() -> GaugeMetricFamily:
    """The models that this process holds, with their size."""
    return reading("vindex_model_loaded_bytes", "Size of each model that is loaded.", "model", dict(models.sizes()))
