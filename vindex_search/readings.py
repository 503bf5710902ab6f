"""What is read off a library when Prometheus asks."""

from __future__ import annotations

from prometheus_client.core import GaugeMetricFamily

from vindex_search.counts import Counts
from vindex_search.metrics import reading
from vindex_search.models.cache import models


def index_points(count: int) -> GaugeMetricFamily:
    """Size of the index."""
    return GaugeMetricFamily("vindex_index_points", "Points that the index holds.", value=count)


def videos_by_status(counts: Counts) -> GaugeMetricFamily:
    """Videos per state; none in the first seconds of a service, before they are counted."""
    says = "Videos of the library, counted anew twice a minute."
    return reading("vindex_videos", says, "status", {str(status): found for status, found in counts.last().items()})


def models_loaded() -> GaugeMetricFamily:
    """The models that this process holds, with their size."""
    return reading("vindex_model_loaded_bytes", "Size of each model that is loaded.", "model", dict(models.sizes()))
