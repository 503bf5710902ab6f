"""Successive pictures: what is detected again at the finer size, what is recognised again, what counts as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pytest

from tests.support.media.ocr.slides import slide
from vindex_assets.ocr import line_reader
from vindex_assets.ocr.line_reader import LineReader, is_plausible_text
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.text_detection import Picture, detect_edges


@pytest.fixture
def sides(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sides of the pictures in which lines were looked for."""
    requested: list[int] = []
    find = line_reader._detect_lines

    def finding(engine: Any, image: Picture, side: int) -> Any:
        requested.append(side)
        return find(engine, image, side)

    monkeypatch.setattr(line_reader, "_detect_lines", finding)
    return requested


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines were read in each picture."""
    counts: list[int] = []
    read = line_reader._recognise_lines

    def reading(engine: Any, cuts: Sequence[Picture]) -> Any:
        counts.append(len(cuts))
        return read(engine, cuts)

    monkeypatch.setattr(line_reader, "_recognise_lines", reading)
    return counts


# Strokes as shares of a square: no font of this machine has ideographs.
MIDDLE: Final = ((0.15, 0.25, 0.85, 0.25), (0.15, 0.25, 0.15, 0.6), (0.85, 0.25, 0.85, 0.6), (0.15, 0.6, 0.85, 0.6))
MIDDLE_BAR: Final = (0.5, 0.05, 0.5, 0.98)
THREE: Final = ((0.15, 0.15, 0.85, 0.15), (0.2, 0.5, 0.8, 0.5), (0.05, 0.88, 0.95, 0.88))


def strokes(*shares: tuple[float, float, float, float], size: int = 40) -> Picture:
    """A slide with one ideograph."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(slide())
    pen = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in shares:
        ends = (400 + x0 * size, 200 + y0 * size, 400 + x1 * size, 200 + y1 * size)
        pen.line(ends, fill=(255, 255, 255), width=3)
    return np.asarray(image)


def texts(reader: LineReader, image: Picture) -> list[str]:
    return [line.text for line in reader.read(image, detect_edges(image))]


def test_a_line_that_stands_is_not_read_again(cuts: list[int]) -> None:
    reader = LineReader(open_engine())
    texts(reader, slide((60, 40, "Agenda")))
    assert texts(reader, slide((60, 40, "Agenda"), (60, 120, "Cost"))) == ["Agenda", "Cost"]
    assert cuts == [1, 1]


def test_a_figure_that_becomes_another_is_read_again(cuts: list[int]) -> None:
    reader = LineReader(open_engine())
    for step in (3, 8):
        assert texts(reader, slide((60, 40, f"Step {step} of 9"), (60, 120, "Cost"))) == [f"Step {step} of 9", "Cost"]
    assert cuts == [2, 1]


def test_a_line_that_moved_is_read_again(cuts: list[int]) -> None:
    reader = LineReader(open_engine())
    assert texts(reader, slide((60, 40, "Agenda"))) == texts(reader, slide((60, 60, "Agenda"))) == ["Agenda"]
    assert cuts == [1, 1]


def test_pictures_of_two_sizes_share_no_line(cuts: list[int]) -> None:
    reader = LineReader(open_engine())
    image = slide((60, 40, "Agenda"))
    assert texts(reader, image) == texts(reader, image[:400]) == ["Agenda"]
    assert cuts == [1, 1]


def test_after_a_picture_without_a_line_all_is_read() -> None:
    reader = LineReader(open_engine())
    assert [texts(reader, image) for image in (slide(), slide((60, 40, "Agenda")))] == [[], ["Agenda"]]


def test_large_print_is_looked_for_once(sides: list[int]) -> None:
    texts(LineReader(open_engine()), slide((60, 40, "Agenda")))
    assert sides == [line_reader.DETECTION_SIDE]


def test_small_print_is_looked_for_closer_and_at_once_in_the_next_picture(sides: list[int]) -> None:
    reader = LineReader(open_engine())
    small, large = slide((60, 40, "Figure 3: after the survey"), size=11), slide((60, 40, "Agenda"))
    assert [texts(reader, image) for image in (small, small, large, large)][1:] == [
        ["Figure 3: after the survey"],
        ["Agenda"],
        ["Agenda"],
    ]
    assert sides == [line_reader.DETECTION_SIDE, *[line_reader.FINE_DETECTION_SIDE] * 3, line_reader.DETECTION_SIDE]


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        *(("of", 0.51, True), ("of", 0.49, False), ("9", 0.99, False), ("---", 0.99, False), ("A.", 0.99, False)),
        *(("\u4e2d", 0.995, True), ("\u4e2d.", 0.995, True), ("\u4e2d", 0.98, False), ("\u4e2d\u56fd", 0.6, True)),
        *(("\u4e00", 0.999, False), ("\u4e28", 0.999, False), ("\u4e09", 0.999, False), ("\u3042", 0.999, False)),
    ],
)
def test_what_counts_as_text(text: str, confidence: float, expected: bool) -> None:
    assert is_plausible_text(text, confidence) is expected


def test_a_lone_ideograph_is_text_and_a_few_strokes_are_not() -> None:
    assert texts(LineReader(open_engine()), strokes(*MIDDLE, MIDDLE_BAR)) == ["\u4e2d"]
    assert texts(LineReader(open_engine()), strokes(*THREE)) == []
