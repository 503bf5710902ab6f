"""The values of this room are shared by threads: none can be changed."""

from __future__ import annotations

from tests.support.values import changeable, dataclasses_of
from vindex_search.contract import generation, record_format, records


def test_no_value_can_be_changed() -> None:
    values = dataclasses_of(generation, record_format, records)
    assert values
    assert changeable(values) == []
