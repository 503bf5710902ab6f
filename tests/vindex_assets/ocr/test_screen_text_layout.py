"""RapidOCR and the reading order together, on drawn slides whose layout is known, level and turned."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.media.ocr.read_picture import read_picture
from tests.support.media.ocr.slides import HEIGHT, WIDTH, Text, rotated, slide
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.text_detection import Picture

LEFT: tuple[Text, ...] = ((60, 160, "High water"), (60, 240, "Spring range"))
RIGHT: tuple[Text, ...] = ((520, 160, "Low water"), (520, 240, "Neap range"))
TITLE: Text = (200, 40, "Tides of the sea and how they turn")
ONE_COLUMN: tuple[Text, ...] = (
    *((60, 40, "Tides of the sea"), (60, 140, "High water"), (60, 210, "Spring range")),
    *((60, 280, "Neap range and datum"), (60, 350, "Currents run at noon")),
)
TURNS = [  # degrees, anticlockwise
    *(8, -15, 45, 90, 180),
    *(pytest.param(degrees, marks=pytest.mark.slow) for degrees in (3, 15, -3, -8, 270)),
]


def read(picture: Picture) -> list[str]:
    return [line.text for line in read_picture(picture, open_engine())]


def test_two_drawn_columns_are_read_one_after_the_other() -> None:
    assert read(slide(*LEFT, *RIGHT)) == ["High water", "Spring range", "Low water", "Neap range"]


@pytest.mark.parametrize("degrees", [0, *TURNS])
def test_a_drawn_title_is_read_before_the_columns_below_it(degrees: int) -> None:
    found = read(rotated(slide(TITLE, *LEFT, *RIGHT), degrees))
    assert found == [TITLE[2], "High water", "Spring range", "Low water", "Neap range"]


@pytest.mark.parametrize("degrees", TURNS)
def test_a_turned_slide_is_read_from_its_own_top(degrees: int) -> None:
    assert read(rotated(slide(*ONE_COLUMN), degrees)) == [text for _, _, text in ONE_COLUMN]


def test_boxes_are_those_of_the_picture_and_not_of_the_slide_in_it() -> None:
    (line,) = read_picture(rotated(slide((60, 40, "Tides of the sea")), 180), open_engine())
    assert line.box == pytest.approx((1 - 268 / WIDTH, 1 - 72 / HEIGHT, 1 - 60 / WIDTH, 1 - 40 / HEIGHT), abs=0.03)


def test_a_label_that_stands_on_its_side_costs_the_upright_text_nothing() -> None:
    picture = slide(*RIGHT).copy()
    label = slide((20, 20, "Metres above datum"))[:80, :400]
    picture[60:460, 60:140] = np.rot90(label)
    found = read(picture)
    assert [text for text in found if text in {"Low water", "Neap range"}] == ["Low water", "Neap range"]
