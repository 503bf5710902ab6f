"""The order of lines, from their boxes and from the corners and directions of turned ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.ocr.reading_order import (
    Quads,
    bounding_box,
    deskew_boxes,
    dominant_angle,
    sort_for_reading,
    text_directions,
)
from vindex_assets.ocr.text_detection import Box

LINES = {
    "title": (0.1, 0.9, 0.05),
    "a": (0.1, 0.4, 0.3),
    "b": (0.1, 0.4, 0.5),
    "c": (0.6, 0.9, 0.3),
    "d": (0.6, 0.9, 0.5),
}


def line(x0: float, y0: float, *, width: float = 0.3) -> Box:
    return x0, y0, x0 + width, y0 + 0.05


def order(**boxes: Box) -> str:
    names = list(boxes)
    return " ".join(names[place] for place in sort_for_reading(list(boxes.values())))


def quad(x0: float, y0: float, x1: float, y1: float) -> Quads:
    return np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]], np.float32)


def test_columns_are_read_one_after_the_other() -> None:
    assert order(c=line(0.6, 0.2), b=line(0.05, 0.3), d=line(0.6, 0.3), a=line(0.05, 0.2)) == "a b c d"


def test_a_title_over_columns_comes_first() -> None:
    columns = {"a": line(0.05, 0.3), "b": line(0.05, 0.4), "c": line(0.6, 0.3), "d": line(0.6, 0.4)}
    assert order(**columns, title=line(0.05, 0.1, width=0.9)) == "title a b c d"


def test_words_of_one_row_are_read_from_the_left_though_they_are_not_quite_level() -> None:
    found = order(**{"is": line(0.4, 0.299), "high": line(0.05, 0.301), "low": line(0.05, 0.36)})
    assert found == "high is low"


@pytest.mark.parametrize(
    ("corners", "upside_down", "expected"),
    [
        (quad(0, 0, 200, 30), False, (200, 0)),
        (quad(0, 0, 200, 30), True, (-200, 0)),
        (quad(0, 0, 30, 200), False, (0, 200)),
        (quad(0, 0, 30, 200), True, (0, -200)),
        (quad(0, 0, 30, 44), False, (30, 0)),  # hardly higher than wide: RapidOCR reads it as it stands
    ],
)
def test_a_line_runs_as_rapidocr_read_it(corners: Quads, upside_down: bool, expected: tuple[float, float]) -> None:
    assert text_directions(corners, [upside_down])[0] == pytest.approx(expected)


def test_a_label_on_its_side_and_a_mistaken_line_turn_nothing() -> None:
    runs = np.array([(300.0, 3.0), (280.0, 0.0), (0.0, -350.0), (-90.0, 0.0)])
    assert dominant_angle(runs) == pytest.approx(0.0, abs=0.02)


def test_a_long_line_outweighs_short_ones() -> None:
    assert dominant_angle(np.array([(30.0, 0.0), (0.0, 400.0), (30.0, 0.0)])) == pytest.approx(np.pi / 2)


@given(st.integers(-179, 180))
def test_a_slide_turned_by_any_angle_is_read_in_the_same_order(degrees: int) -> None:
    angle = np.radians(degrees)
    level = [quad(900 * x0, 500 * y0, 900 * x1, 500 * y0 + 30)[0] for x0, x1, y0 in LINES.values()]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    frame = np.array([(0, 0), (900, 0), (900, 500), (0, 500)]) @ turn
    quads = np.array([corners @ turn - frame.min(axis=0) for corners in level], np.float32)
    width, height = (round(side) for side in np.ptp(frame, axis=0))
    runs = quads[:, 1] - quads[:, 0]
    boxes = deskew_boxes(quads, dominant_angle(runs.astype(np.float64)), width=width, height=height)
    assert [list(LINES)[place] for place in sort_for_reading(boxes)] == ["title", "a", "b", "c", "d"]


def test_a_box_encloses_all_corners() -> None:
    assert bounding_box(np.array([(2, 0), (4, 2), (2, 4), (0, 2)])) == (0.0, 0.0, 4.0, 4.0)
