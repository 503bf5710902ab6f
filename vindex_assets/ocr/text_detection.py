"""Cheap tests on the sharp edges of a picture, so that the dear reading of text is done only where it can find any.

Letters are strokes: steps of colour within a pixel or two. A picture with hardly any such step holds no word. One that
was read before holds no new word where nothing that came since looks written, and its old words still stand where no
stroke in their boxes came or went. Shares of the whole picture tell none of that: a word on an empty slide is one
pixel in a thousand, the next figure of a counter one in twenty thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

EDGE_LEVEL: Final = 25  # step of a colour, of 255: grey letters on grey ground that RapidOCR still reads have 30
LEAST_EDGES: Final = 60  # pixels at such a step: two letters too small to be read have as many
DRIFT: Final = 5  # pixels across within which a step of a drawing counts as the same one: compression moves it
STROKE: Final = 3  # the same for letters: one figure differs from another by little more than their strokes are wide
CELL: Final = 16  # pixels across of a spot that is looked at by itself: a letter of small print
LEAST_CHANGED: Final = (
    4  # pixels of steps that come or go in a spot: any figure that becomes another, from 20 pixels on
)
WORD: Final = (64, 16)  # width and height of the window in which strokes stand side by side
LEAST_STROKES: Final = 40  # strokes that begin in it, over all its rows: a word of four letters 28 pixels high has 50
SCALES: Final = 3  # each half as large as the one before: letters up to a third of the picture

Picture = npt.NDArray[np.uint8]
Edges = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]


def detect_edges(image: Picture) -> Edges:
    """Where an RGB picture of shape (height, width, 3) steps in any of its colours from one pixel to the next."""
    import cv2

    steps: Any = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(steps.max(axis=2) > EDGE_LEVEL)


def may_contain_text(found: Edges) -> bool:
    """Whether there are enough steps for a word; says yes when in doubt."""
    return int(found.sum()) >= LEAST_EDGES


def is_text_unchanged(before: Edges, now: Edges, boxes: Iterable[Box]) -> bool:
    """Whether the text that was read in `before` is all that `now` can hold; says no when in doubt.

    Args:
        before: Steps of the picture that was read last.
        now: Steps of a later picture.
        boxes: Of the texts that were read, as shares of width and height.
    """
    if before.shape != now.shape or _looks_written(now & ~_grown(before, DRIFT)):
        return False
    return all(find_unchanged_boxes(before, now, boxes))


def find_unchanged_boxes(before: Edges, now: Edges, boxes: Iterable[Box]) -> list[bool]:
    """Of each box whether its strokes are the same in two pictures of one shape; says no when in doubt."""
    changed = (now & ~_grown(before, STROKE), before & ~_grown(now, STROKE))
    return [not any(_has_spot(_inside(found, box)) for found in changed) for box in boxes]


def _looks_written(found: Edges) -> bool:
    """Whether strokes stand side by side as letters do; the outline of a thing that moves has but two sides."""
    scaled = found
    for _ in range(SCALES):
        begins = scaled.copy()
        begins[:, 1:] &= ~scaled[:, :-1]
        if _most(begins, WORD) >= LEAST_STROKES:
            return True
        scaled = _halved(scaled)
    return False


def _has_spot(found: Edges) -> bool:
    """Whether anywhere as many pixels as tell one letter from another lie together."""
    return _most(found, (CELL, CELL)) >= LEAST_CHANGED


def _most(found: Edges, window: tuple[int, int]) -> int:
    """The most pixels that lie in one window of a width and height."""
    import cv2

    counts: Any = cv2.boxFilter(found.astype(np.float32), -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return round(float(counts.max()))


def _inside(found: Edges, box: Box) -> Edges:
    height, width = found.shape
    rows = slice(int(box[1] * height), int(box[3] * height) + 1)
    columns = slice(int(box[0] * width), int(box[2] * width) + 1)
    return found[rows, columns]


def _halved(found: Edges) -> Edges:
    """Half as wide and high; a pixel is set where any of its four was."""
    height, width = found.shape
    even = np.pad(found, ((0, height % 2), (0, width % 2)))
    return np.asarray(even.reshape(-1, 2, even.shape[1] // 2, 2).any(axis=(1, 3)))


def _grown(found: Edges, across: int) -> Edges:
    import cv2

    grown: Any = cv2.dilate(found.astype(np.uint8), np.ones((across, across), np.uint8))
    return np.asarray(grown.astype(bool))
