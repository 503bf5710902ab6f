"""What may be skipped without reading: never a picture with a word that can be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.ocr.slides import HEIGHT, WIDTH, Colour, frames_at, slide
from vindex_assets.ocr.text_detection import Box, Edges, Picture, detect_edges, is_text_unchanged, may_contain_text

LINE: Box = (60 / WIDTH, 40 / HEIGHT, 300 / WIDTH, 80 / HEIGHT)


def through_jpeg(picture: Picture) -> Edges:
    import io

    from PIL import Image

    from tests.support.media.ocr.slides import encode_jpeg

    return detect_edges(np.asarray(Image.open(io.BytesIO(encode_jpeg(picture)))))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((255, 255, 255), (0, 0, 128)),
        ((140, 140, 140), (110, 110, 110)),
        ((255, 0, 0), (0, 120, 135)),  # as bright as its ground
        ((0, 0, 255), (0, 0, 0)),
    ],
)
def test_one_short_word_may_be_text(ink: Colour, ground: Colour) -> None:
    assert may_contain_text(through_jpeg(slide((60, 40, "Exit"), size=24, ink=ink, ground=ground)))


def test_large_letters_may_be_text() -> None:
    assert may_contain_text(through_jpeg(slide((60, 40, "Hi"), size=300)))


def test_an_empty_slide_holds_none() -> None:
    assert not may_contain_text(through_jpeg(slide()))


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (9, 1, 3)])
def test_a_picture_of_a_pixel_holds_none(shape: tuple[int, int, int]) -> None:
    found = detect_edges(np.zeros(shape, np.uint8))
    assert not may_contain_text(found)
    assert is_text_unchanged(found, found, [(0.0, 0.0, 1.0, 1.0)])


def test_the_same_slide_is_unchanged() -> None:
    found = through_jpeg(slide((60, 40, "Agenda")))
    assert is_text_unchanged(found, through_jpeg(slide((60, 40, "Agenda"))), [LINE])


def test_a_real_still_slide_is_unchanged(media: Path) -> None:
    before, after = frames_at(media / "video" / "derived_lecture_dev.mp4", [4.0, 8.0])
    assert is_text_unchanged(detect_edges(before), detect_edges(after), [LINE])


@pytest.mark.parametrize("figure", range(1, 9))
def test_the_next_figure_of_a_counter_is_a_change(figure: int) -> None:
    before, after = (through_jpeg(slide((60, 40, f"Step {n} of 9"))) for n in (figure, figure + 1))
    assert not is_text_unchanged(before, after, [LINE])


@pytest.mark.parametrize("size", [20, 28, 60, 120])
def test_a_new_word_beside_the_old_ones_is_a_change(size: int) -> None:
    before = through_jpeg(slide((60, 40, "Agenda")))
    after = through_jpeg(slide((60, 40, "Agenda")) | slide((60, 200, "Cost"), size=size, ground=(0, 0, 0)))
    assert not is_text_unchanged(before, after, [LINE])


def test_a_word_that_goes_is_a_change() -> None:
    assert not is_text_unchanged(through_jpeg(slide((60, 40, "Agenda"))), through_jpeg(slide()), [LINE])


def test_a_thing_that_moves_beside_the_text_is_no_change() -> None:
    def with_ball(left: int) -> Edges:
        picture = slide((60, 40, "Agenda")).copy()
        picture[300:400, left : left + 100] = (200, 120, 40)
        return through_jpeg(picture)

    assert is_text_unchanged(with_ball(500), with_ball(560), [LINE])


def test_pictures_of_two_sizes_are_a_change() -> None:
    assert not is_text_unchanged(detect_edges(slide()), detect_edges(slide()[:100]), [])
