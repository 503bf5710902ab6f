"""Bytes of the store by part."""

from __future__ import annotations

import pytest

from tests.support.benchmarks.capacity.figures import MEASURED
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.store_bytes import VISION_DIM, original_bytes, store_bytes
from vindex_search.models.catalogue import SIGLIP2


def test_parts_grow_with_the_hours_and_the_largest_comes_first() -> None:
    assert list(store_bytes(Demand(hours=10), MEASURED).items()) == [("frames.parquet", 1e9), ("audio.flac", 5e8)]


def test_the_standard_set_stores_vectors_of_frames_twice() -> None:
    more = sum(store_bytes(Demand(hours=1, models="standard"), MEASURED).values()) - 1.5e8
    assert more == pytest.approx(2 * 200 * 768 * 4)


def test_the_dimension_of_frames_is_that_of_the_catalogue() -> None:
    assert SIGLIP2.dim == VISION_DIM


def test_uploads_have_a_bit_rate() -> None:
    assert original_bytes(Demand(hours=1)) == 9e8
