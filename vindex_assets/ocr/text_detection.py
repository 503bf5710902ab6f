"""Cheap tests on the edges of a picture, so that OCR runs only where it can find new text.

Letters are strokes: steps of colour within a pixel or two. A picture with hardly any edge holds no word. A picture
that follows one that was read holds no new word where no new edges stand side by side as letters do, and its old words
are unchanged where no edge in their boxes came or went. Shares of the whole picture tell none of that: a word on an
empty slide is one pixel in a thousand, the next digit of a counter one in twenty thousand.

    before     AGENDA           now      AGENDA            new edges, less those that drifted by a few pixels:
                                         COST                            ||||  many strokes in one window: a word
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

EDGE_LEVEL: Final = 25  # step of a colour, of 255: grey letters on grey that RapidOCR still reads have 30
MIN_EDGE_PIXELS: Final = 60  # two letters too small to be read have as many
DRIFT_PX: Final = 5  # within which an edge of a drawing counts as the same one: compression moves it
STROKE_PX: Final = 3  # the same for letters: one digit differs from another by little more than a stroke's width
CELL_PX: Final = 16  # side of the window in which changed pixels are counted: a letter of small print
MIN_CHANGED_PIXELS: Final = 4  # in a cell: any digit that becomes another changes more, from 20 pixels of height on
WORD_WINDOW: Final = (64, 16)  # width and height of the window in which strokes are counted
MIN_STROKES: Final = 40  # left ends of strokes in it, over all its rows: four letters 28 pixels high have 50
SCALES: Final = 3  # each half as large as the one before: letters up to a third of the picture

Picture = npt.NDArray[np.uint8]
"""RGB, of shape (height, width, 3)."""

Edges = npt.NDArray[np.bool_]
"""Whether a pixel is part of an edge, of shape (height, width)."""

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as shares of width and height."""


def detect_edges(image: Picture) -> Edges:
    """The pixels where any of the colours steps from one pixel to the next (morphological gradient)."""
    import cv2

    steps: Any = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(steps.max(axis=2) > EDGE_LEVEL)


def may_contain_text(edges: Edges) -> bool:
    """Whether there are enough edges for a word; true when in doubt."""
    return int(edges.sum()) >= MIN_EDGE_PIXELS


def is_text_unchanged(before: Edges, now: Edges, boxes: Iterable[Box]) -> bool:
    """Whether the text that was read in `before` is all the text of `now`; false when in doubt.

    Args:
        before: Edges of the picture that was read last.
        now: Edges of a later picture.
        boxes: Of the lines that were read.
    """
    if before.shape != now.shape or _looks_written(now & ~_dilate(before, DRIFT_PX)):
        return False
    return all(find_unchanged_boxes(before, now, boxes))


def find_unchanged_boxes(before: Edges, now: Edges, boxes: Iterable[Box]) -> list[bool]:
    """Per box whether its strokes are the same in two pictures of one shape; false when in doubt."""
    came, went = now & ~_dilate(before, STROKE_PX), before & ~_dilate(now, STROKE_PX)
    return [not (_has_change(_crop(came, box)) or _has_change(_crop(went, box))) for box in boxes]


def _looks_written(edges: Edges) -> bool:
    """Whether strokes stand side by side as letters do; the outline of a thing that moves has but two sides."""
    for _ in range(SCALES):
        if _max_in_window(_left_ends(edges), WORD_WINDOW) >= MIN_STROKES:
            return True
        edges = _halve(edges)
    return False


def _left_ends(edges: Edges) -> Edges:
    """The first pixel of each horizontal run of edge pixels."""
    ends = edges.copy()
    ends[:, 1:] &= ~edges[:, :-1]
    return ends


def _has_change(changed: Edges) -> bool:
    """Whether as many changed pixels as tell one letter from another lie in one cell."""
    return _max_in_window(changed, (CELL_PX, CELL_PX)) >= MIN_CHANGED_PIXELS


def _max_in_window(edges: Edges, window: tuple[int, int]) -> int:
    """The greatest number of pixels in any window of a width and height."""
    import cv2

    counts: Any = cv2.boxFilter(edges.astype(np.float32), -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return round(float(counts.max()))


def _crop(edges: Edges, box: Box) -> Edges:
    height, width = edges.shape
    rows = slice(int(box[1] * height), int(box[3] * height) + 1)
    columns = slice(int(box[0] * width), int(box[2] * width) + 1)
    return edges[rows, columns]


def _halve(edges: Edges) -> Edges:
    """Half as wide and high; a pixel is set where any of its four was."""
    height, width = edges.shape
    padded = np.pad(edges, ((0, height % 2), (0, width % 2)))
    return np.asarray(padded.reshape(-1, 2, padded.shape[1] // 2, 2).any(axis=(1, 3)))


def _dilate(edges: Edges, side: int) -> Edges:
    """Edges thickened: a pixel is set where any in the square of that side round it was."""
    import cv2

    dilated: Any = cv2.dilate(edges.astype(np.uint8), np.ones((side, side), np.uint8))
    return np.asarray(dilated.astype(bool))
