"""The values of this room are shared by threads: none can be changed."""

from __future__ import annotations

from tests.support.values import changeable, dataclasses_of
from vindex_search.storage import published_listing, stamp
from vindex_search.storage.bucket import base


def test_no_value_can_be_changed() -> None:
    values = dataclasses_of(published_listing, stamp, base)
    assert values
    assert changeable(values) == []
