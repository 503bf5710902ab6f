"""ttml_times: the examples of the specification."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.formats.ttml_times import TimeRates

FILM = {"frameRate": "24", "frameRateMultiplier": "1000 1001"}


@pytest.mark.parametrize(
    ("attributes", "expression", "seconds"),
    [
        ({}, "01:02:03", 3723.0),
        ({}, "00:00:01.25", 1.25),
        ({}, " 00:00:01 ", 1.0),
        ({}, "00:00:01:15", 1.5),
        ({"frameRate": "25"}, "00:00:01:05", 1.2),
        ({"frameRate": "25", "subFrameRate": "5"}, "00:00:00:05.5", 0.24),
        (FILM, "24f", 1.001),
        ({"frameRate": "30", "frameRateMultiplier": "1000:1001"}, "30f", 1.001),
        ({}, "1.5h", 5400.0),
        ({}, "2m", 120.0),
        ({}, "1500ms", 1.5),
        ({"tickRate": "10000000"}, "15000000t", 1.5),
        ({"frameRate": "25"}, "50t", 2.0),
        ({}, "3t", 3.0),
    ],
)
def test_expressions(attributes: dict[str, str], expression: str, seconds: float) -> None:
    assert TimeRates.from_attributes(attributes).seconds(expression) == pytest.approx(seconds)


@pytest.mark.parametrize("expression", ["", "soon", "1:2:3", "00:00", "-1s", "1", "wallclock(x)", "9" * 5000 + "s"])
def test_others_are_none(expression: str) -> None:
    assert TimeRates().seconds(expression) is None


@pytest.mark.parametrize(
    "attributes", [{"frameRate": "0"}, {"frameRate": "x"}, {"frameRateMultiplier": "1 0"}, {"tickRate": "0"}]
)
def test_rates_that_are_none_are_not_divided_by(attributes: dict[str, str]) -> None:
    assert TimeRates.from_attributes(attributes).seconds("30f") == 1.0
