"""Reliability by tenths."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.reliability.tenths import Judged, calibration_error, diagram, tenths_of

HALF_RIGHT: list[Judged] = [(0.5, True), (0.5, False)]


def test_moments_count_in_the_tenth_of_their_confidence() -> None:
    rows = tenths_of([(0.0, False), (0.05, False), (0.1, True), (1.0, True)])
    assert [(row.tenth, row.moments) for row in rows] == [(0, 2), (1, 1), (9, 1)]
    assert rows[0].expected == pytest.approx(0.025)
    assert rows[0].seen == 0.0


def test_the_error_is_the_mean_distance_of_moments() -> None:
    assert calibration_error(HALF_RIGHT) == 0.0
    assert calibration_error([*HALF_RIGHT, (0.95, False), (0.95, False)]) == pytest.approx(0.95 / 2)
    assert calibration_error([]) == 0.0


def test_a_bar_is_as_long_as_seen_with_a_mark_where_expected() -> None:
    (line,) = diagram(tenths_of([(0.25, True), (0.25, False)])).splitlines()[2:]
    assert line == "| 0.2 to 0.3 | 2 | 25 | 50 | `=====|====          ` |"
