"""Plots: well-formed pictures, to one scale, of whatever there is."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from vindex_assets.assets.report.plots import COLOUR, bars, columns

SVG = "{http://www.w3.org/2000/svg}"


def lengths(svg: str, side: str) -> list[float]:
    return [float(each.get(side, "")) for each in ElementTree.fromstring(svg).iter(f"{SVG}rect")][1:]


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_bars_are_to_one_scale() -> None:
    svg = bars("Cost", [("audio", 1.0, "1 a"), ("frames", 4.0, "4 b"), ("video", 0.0, "0")])
    one, most, nothing = lengths(svg, "width")
    assert one * 4 == pytest.approx(most, abs=0.3)
    assert nothing == 0.0
    assert texts(svg) == ["Cost", "audio", "1 a", "frames", "4 b", "video", "0"]


def test_columns_name_their_ends_and_the_highest() -> None:
    svg = columns("Hours", [("Monday", 1.0, "1 h"), ("Tuesday", 3.0, "3 h"), ("Wednesday", 2.0, "2 h")])
    assert texts(svg) == ["Hours", "Monday", "Wednesday", "highest: 3 h on Tuesday"]
    assert svg.count(COLOUR) == 1


@pytest.mark.parametrize("values", [[], [("Monday", 0.0, "0 h")]])
def test_nothing_is_a_picture_too(values: list[tuple[str, float, str]]) -> None:
    for draw in (bars, columns):
        assert "highest" not in "".join(texts(draw("Hours", values)))


def test_text_is_no_markup() -> None:
    assert texts(bars("a < b", [("<script>", 1.0, "&")])) == ["a < b", "<script>", "&"]
