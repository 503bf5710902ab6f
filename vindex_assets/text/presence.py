"""Cheap tests on the sharp edges of a picture, so that the dear reading of text is done only where it can find any.

Letters are strokes: steps of colour within a pixel or two. A picture with hardly any such step holds no word, and
one that has no spot of new steps since it was last read holds no new word. Shares of the whole picture say nothing
about that: a word on an empty slide is one pixel in a thousand, a counter's next figure one in twenty thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

EDGE_LEVEL: Final = 25  # step of a colour, of 255: grey letters on grey ground that RapidOCR still reads have 30
LEAST_EDGES: Final = 60  # pixels at such a step: two letters too small to be read have as many
NEAR: Final = 5  # pixels across within which a step counts as the same one: compression moves it by one or two
CELL: Final = 16  # pixels across of a spot that is looked at by itself: a letter of small print
LEAST_CHANGED: Final = 6  # pixels of steps that come or go in a spot: a 1 that becomes a 7 has more

Picture = npt.NDArray[np.uint8]
Edges = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]


def edges(image: Picture) -> Edges:
    """Where an RGB picture of shape (height, width, 3) steps in any of its colours from one pixel to the next."""
    import cv2

    steps: Any = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(steps.max(axis=2) > EDGE_LEVEL)


def may_hold_text(found: Edges) -> bool:
    """Whether there are enough steps for a word; says yes when in doubt."""
    return int(found.sum()) >= LEAST_EDGES


def is_unchanged(before: Edges, now: Edges, boxes: Iterable[Box]) -> bool:
    """Whether the text that was read in `before` is all that `now` can hold; says no when in doubt.

    Args:
        before: Steps of the picture that was read last.
        now: Steps of a later picture.
        boxes: Of the texts that were read, as shares of width and height.
    """
    if before.shape != now.shape or _has_spot(now & ~_grown(before)):
        return False
    gone = before & ~_grown(now)
    return not any(_has_spot(_inside(gone, box)) for box in boxes)


def _inside(found: Edges, box: Box) -> Edges:
    height, width = found.shape
    rows = slice(int(box[1] * height), int(box[3] * height) + 1)
    columns = slice(int(box[0] * width), int(box[2] * width) + 1)
    return found[rows, columns]


def _has_spot(found: Edges) -> bool:
    """Whether anywhere as many pixels as a letter has lie together."""
    import cv2

    counts: Any = cv2.boxFilter(found.astype(np.float32), -1, (CELL, CELL), normalize=False)
    return bool(counts.max() >= LEAST_CHANGED)


def _grown(found: Edges) -> Edges:
    import cv2

    kernel = np.ones((NEAR, NEAR), np.uint8)
    grown: Any = cv2.dilate(found.astype(np.uint8), kernel)
    return np.asarray(grown.astype(bool))
