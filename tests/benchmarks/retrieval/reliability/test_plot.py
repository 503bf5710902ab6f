"""The diagram of several sets."""

from __future__ import annotations

from xml.etree import ElementTree

from benchmarks.retrieval.reliability.plot import reliability_svg
from benchmarks.retrieval.reliability.tenths import Tenth


def test_a_set_is_a_line_from_low_to_high() -> None:
    rows = {"a & b": [Tenth(0, 9, 0.0, 0.0), Tenth(9, 9, 1.0, 1.0)], "other": []}
    picture = ElementTree.fromstring(reliability_svg(rows))
    lines = [one.get("points") for one in picture.iter("{http://www.w3.org/2000/svg}polyline")]
    texts = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert lines == ["40.0,440.0 440.0,40.0", ""]
    assert texts[-2:] == ["a & b", "other"]
