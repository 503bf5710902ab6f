"""When a line's text is taken over from the picture before: only where it is sure and stands where it stood."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.media.ocr.altered_engine import AlteredEngine
from tests.support.media.ocr.slides import slide
from vindex_assets.ocr.line_reader import LineReader
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.text_detection import detect_edges

SLIDE = slide((60, 40, "Agenda"), (60, 240, "Cost"))
EDGES = detect_edges(SLIDE)


@pytest.fixture(scope="module")
def answers() -> dict[Any, Any]:
    """What the real engine said of the slide: each question is put to it once."""
    return {}


@pytest.fixture
def engine(answers: dict[Any, Any]) -> AlteredEngine:
    return AlteredEngine(open_engine(), answers=answers)


def read_again(engine: AlteredEngine, reader: LineReader) -> tuple[list[str], int]:
    """The texts of the same slide read once more, and how many of its lines were recognised for that."""
    engine.recognised = 0
    texts = [line.text for line in reader.read(SLIDE, EDGES)]
    return texts, engine.recognised


def test_lines_that_stand_keep_their_own_texts(engine: AlteredEngine) -> None:
    reader = LineReader(engine)
    reader.read(SLIDE, EDGES)
    assert read_again(engine, reader) == (["Agenda", "Cost"], 0)


def test_a_line_that_was_overlooked_takes_no_text_from_another_place(engine: AlteredEngine) -> None:
    """Nothing changed in the picture: only its distance tells that the line read before is another one."""
    reader = LineReader(engine)
    engine.lines = 1
    reader.read(SLIDE, EDGES)
    engine.lines = None
    assert read_again(engine, reader) == (["Agenda", "Cost"], 1)


@pytest.mark.parametrize(("shift_px", "recognised"), [(0.0, 0), (3.0, 0), (-3.0, 0), (4.0, 2), (-4.0, 2)])
def test_a_line_stands_still_within_three_pixels(shift_px: float, recognised: int, engine: AlteredEngine) -> None:
    reader = LineReader(engine)
    reader.read(SLIDE, EDGES)
    engine.shift_px = shift_px
    assert read_again(engine, reader) == (["Agenda", "Cost"], recognised)


@pytest.mark.parametrize(("confidence", "recognised"), [(0.6, 2), (0.89, 2), (0.9, 0), (0.99, 0)])
def test_a_text_that_was_unsure_is_read_again(confidence: float, recognised: int, engine: AlteredEngine) -> None:
    reader = LineReader(engine)
    engine.confidence = confidence
    reader.read(SLIDE, EDGES)
    engine.confidence = None
    assert read_again(engine, reader) == (["Agenda", "Cost"], recognised)


def test_only_the_picture_just_before_is_taken_from(engine: AlteredEngine) -> None:
    reader = LineReader(engine)
    reader.read(SLIDE, EDGES)
    reader.read(slide(), detect_edges(slide()))
    assert read_again(engine, reader) == (["Agenda", "Cost"], 2)
