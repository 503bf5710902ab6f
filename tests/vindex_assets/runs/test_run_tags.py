"""Who asked for a run, by its tags."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from vindex_assets.runs.run_tags import asked_by


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, "operator"),
        ({"dagster/backfill": "b1"}, "backfill"),
        ({"vindex/asked_by": "sensor"}, "sensor"),
        ({"vindex/asked_by": "repair", "dagster/backfill": "b1"}, "repair"),
        ({"vindex/asked_by": "nobody"}, "operator"),
    ],
)
def test_who_asked_for_a_run(tags: Mapping[str, str], expected: str) -> None:
    assert asked_by(tags) == expected
