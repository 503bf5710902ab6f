"""picture_sizes: what is noted of the sizes of a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.support.media.ocr.flat_slides import decoded_frame
from vindex_assets.media.frames.picture_sizes import PictureSizes
from vindex_search.contract.notes import Note

BLACK = np.zeros((9, 16, 3), np.uint8)
WIDE, TALL = (640, 360), (360, 640)


def notes_of(sizes: Sequence[tuple[int, int]]) -> list[Note]:
    watched = PictureSizes()
    frames = [replace(decoded_frame(at, at / 2, BLACK), size=size) for at, size in enumerate(sizes)]
    assert list(watched.watch(frames)) == frames
    return watched.notes()


@pytest.mark.parametrize("sizes", [[], [WIDE], [WIDE] * 5])
def test_one_size_is_no_news(sizes: list[tuple[int, int]]) -> None:
    assert notes_of(sizes) == []


def test_a_change_is_told_with_sizes_and_time() -> None:
    text = "the picture changes from 640 x 360 to 360 x 640 at 1.5 s"
    assert notes_of([WIDE] * 3 + [TALL] * 2) == [Note("picture_size_changed", text, start_s=1.5)]


def test_of_several_changes_the_first_is_told_and_all_are_counted() -> None:
    (note,) = notes_of([WIDE, TALL, TALL, WIDE, TALL])
    assert note.text == "the picture changes from 640 x 360 to 360 x 640 at 0.5 s, the first of 3 changes"
