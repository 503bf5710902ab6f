"""The values of this room are shared by threads: none can be changed."""

from __future__ import annotations

from tests.support.values import changeable, dataclasses_of
from vindex_search.videos import asset_status, cache, captions, storage_usage, video


def test_no_value_can_be_changed() -> None:
    values = dataclasses_of(asset_status, cache, captions, storage_usage, video)
    assert values
    assert changeable(values) == []
