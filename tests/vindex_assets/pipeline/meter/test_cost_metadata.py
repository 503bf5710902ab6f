"""A cost as Dagster shows it: numbers, and none of what there is not."""

from __future__ import annotations

from dataclasses import replace

from tests.support.library.activity.heartbeats import COST
from vindex_assets.pipeline.meter.cost_metadata import cost_metadata


def test_what_was_used_is_shown_as_numbers() -> None:
    assert cost_metadata(COST) == {
        "cpu_seconds": 3.5,
        "peak_memory_mib": 812.0,
        "bytes_read": 2_000_000,
        "bytes_written": 30_000,
        "requests": 9,
    }
    assert cost_metadata(replace(COST, gpu_s=1.5))["gpu_seconds"] == 1.5


def test_of_a_folder_there_are_no_requests_and_of_no_cost_nothing() -> None:
    assert "requests" not in cost_metadata(replace(COST, reading_requests=0, writing_requests=0))
    assert cost_metadata(None) == {}
