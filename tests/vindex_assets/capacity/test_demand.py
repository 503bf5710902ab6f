"""Inputs lie within their ranges, and an error names value and range."""

from __future__ import annotations

from typing import Any

import pytest

from vindex_assets.capacity.demand import RANGES, Demand


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (*both, _) in RANGES.items() for value in both])
def test_both_ends_of_a_range_are_allowed(name: str, value: float) -> None:
    given: dict[str, Any] = {"hours": 100, name: value}
    assert getattr(Demand(**given), name) == value


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("hours", 0, "hours=0: it lies between 1 and 10,000,000 (hours)"),
        ("subtitled", 1.5, "subtitled=1.5: it lies between 0 and 1 (as a share)"),
        ("minutes_a_video", -1, "minutes_a_video=-1: it lies between 0.1 and 720 (minutes)"),
        ("hours", float("nan"), "hours=nan: it lies between 1 and 10,000,000 (hours)"),
        ("profile", "song", "profile='song': it is one of talk, film"),
        ("models", "none", "models='none': it is one of offline, standard"),
    ],
)
def test_an_error_names_value_and_range(name: str, value: object, sentence: str) -> None:
    given: dict[str, Any] = {"hours": 100, name: value}
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole sentence is compared
        Demand(**given)
    assert str(error.value) == sentence


def test_shorter_videos_are_more() -> None:
    assert Demand(hours=100, minutes_a_video=5).videos == 2 * Demand(hours=100, minutes_a_video=10).videos == 1200
