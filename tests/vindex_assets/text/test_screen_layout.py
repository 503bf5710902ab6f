"""RapidOCR and the reading order together, on drawn slides whose layout is known."""

from __future__ import annotations

import numpy as np

from tests.vindex_assets.text.drawing import Text, slide
from vindex_assets.text.presence import Picture
from vindex_assets.text.screen import read_picture

LEFT: tuple[Text, ...] = ((60, 160, "High water"), (60, 240, "Spring range"))
RIGHT: tuple[Text, ...] = ((520, 160, "Low water"), (520, 240, "Neap range"))


def read(picture: Picture) -> list[str]:
    return [line.text for line in read_picture(picture)]


def test_two_drawn_columns_are_read_one_after_the_other() -> None:
    assert read(slide(*LEFT, *RIGHT)) == ["High water", "Spring range", "Low water", "Neap range"]


def test_a_drawn_title_is_read_before_the_columns_below_it() -> None:
    title = "Tides of the sea and how they turn"
    found = read(slide((200, 40, title), *LEFT, *RIGHT))
    assert found == [title, "High water", "Spring range", "Low water", "Neap range"]


def test_a_label_that_stands_on_its_side_costs_the_upright_text_nothing() -> None:
    picture = slide(*RIGHT).copy()
    label = slide((20, 20, "Metres above datum"))[:80, :400]
    picture[60:460, 60:140] = np.rot90(label)
    found = read(picture)
    assert [text for text in found if text in {"Low water", "Neap range"}] == ["Low water", "Neap range"]
