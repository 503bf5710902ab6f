"""Memory of the index by its formula."""

from __future__ import annotations

import pytest

from tests.support.benchmarks.capacity.figures import MEASURED
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.index_memory import TEXT_DIM, bytes_of_points, index_memory, index_points, vector_bytes
from vindex_search.models.catalogue import E5, MINILM


def test_the_dimension_of_texts_is_that_of_both_model_sets() -> None:
    assert TEXT_DIM == MINILM.dim == E5.dim


def test_vectors_are_floats() -> None:
    assert vector_bytes(1000, 384) == 1_536_000


def test_frames_are_points_where_a_model_sees_them() -> None:
    assert index_points(Demand(hours=10), MEASURED) == {"speech": 1000, "screen": 500}
    assert index_points(Demand(hours=10, models="standard"), MEASURED)["visual"] == 2000


def test_the_parts_are_proportional_to_the_points() -> None:
    one, ten = bytes_of_points(1000), bytes_of_points(10_000)
    assert {part: ten[part] / one[part] for part in one} == pytest.approx(dict.fromkeys(one, 10.0))


def test_the_process_needs_memory_without_an_index() -> None:
    memory = index_memory(Demand(hours=1), MEASURED)
    assert memory.total == sum(memory.parts.values()) > memory.parts["process"] > 0
