"""The values of this room are shared by threads: none can be changed."""

from __future__ import annotations

from tests.support.values import changeable, dataclasses_of
from vindex_assets.pipeline import policy, step, video_task


def test_no_value_can_be_changed() -> None:
    values = dataclasses_of(policy, step, video_task)
    assert values
    assert changeable(values) == []
