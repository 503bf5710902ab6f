"""The values of this room are shared by threads: none can be changed."""

from __future__ import annotations

from tests.support.values import changeable, dataclasses_of
from vindex_search.query import image_lookup, more_like_this, pagination, parser, responses, retriever, search


def test_no_value_can_be_changed() -> None:
    values = dataclasses_of(image_lookup, more_like_this, pagination, parser, responses, retriever, search)
    assert values
    assert changeable(values) == []
