"""The sensor over a library that was filled without work: idle, ten new, everything due."""

from __future__ import annotations

from benchmarks.partitions.library import put_uploads, record_states
from benchmarks.partitions.ticks import NEW_UPLOADS, SensorTicks, measure_ticks
from tests.support.library.home import Home
from vindex_assets.runs.partitions import VIDEOS

VIDEOS_BEFORE = 30


def filled(home: Home) -> SensorTicks:
    put_uploads(home.uploads, range(VIDEOS_BEFORE))
    ticks = SensorTicks(home.library, home.instance)
    ticks.tick()
    return ticks


def test_every_upload_has_a_partition(home: Home) -> None:
    ticks = filled(home)
    keys = record_states(ticks.library, ticks.instance, "indexed")
    assert set(home.instance.get_dynamic_partitions(VIDEOS)) == set(keys)
    assert len(keys) == VIDEOS_BEFORE


def test_each_metric_has_a_figure_a_round(home: Home) -> None:
    ticks = filled(home)
    record_states(ticks.library, ticks.instance, "indexed")
    found = list(measure_ticks(ticks, home.uploads, VIDEOS_BEFORE, rounds=2))
    assert sorted({(one.metric, one.round) for one in found}) == sorted((one.metric, one.round) for one in found)
    assert ticks.videos() == VIDEOS_BEFORE + 2 * NEW_UPLOADS
