"""Cheap tests on the sharp edges of a picture, so that the dear reading of text is done only where it can find any.

Letters are strokes: steps of brightness within a pixel or two. A picture with hardly any such step holds no word,
and one that has hardly any new step since it was last read holds no new word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

EDGE_LEVEL: Final = 40  # brightness step, of 255, of the stroke of a letter against its ground
LEAST_EDGES: Final = 0.0015  # share of pixels at such a step: one short word on a slide has twice as many
NEAR: Final = 5  # pixels across within which a step counts as the same one: compression moves it by one or two
STILL_THERE: Final = 0.8  # of the steps inside a text's box, where the text stands unchanged

Picture = npt.NDArray[np.uint8]
Edges = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]


def edges(image: Picture) -> Edges:
    """Where an RGB picture of shape (height, width, 3) steps in brightness from one pixel to the next."""
    grey = image.mean(axis=2)
    return np.asarray(np.abs(np.diff(grey, axis=1)) > EDGE_LEVEL)


def may_hold_text(found: Edges) -> bool:
    """Whether there are enough steps for a word; says yes when in doubt."""
    return float(found.mean()) > LEAST_EDGES


def is_unchanged(before: Edges, now: Edges, boxes: Iterable[Box]) -> bool:
    """Whether the text that was read in `before` is all that `now` can hold.

    Args:
        before: Steps of the picture that was read last.
        now: Steps of a later picture.
        boxes: Of the texts that were read, as shares of width and height.
    """
    if before.shape != now.shape:
        return False
    new = now & ~_grown(before)
    if float(new.mean()) > LEAST_EDGES:
        return False
    seen = _grown(now)
    return all(_kept(before, seen, box) for box in boxes)


def _kept(before: Edges, seen: Edges, box: Box) -> bool:
    height, width = before.shape
    rows = slice(int(box[1] * height), int(box[3] * height) + 1)
    columns = slice(int(box[0] * width), int(box[2] * width) + 1)
    strokes = before[rows, columns]
    return bool((strokes & seen[rows, columns]).sum() >= STILL_THERE * strokes.sum())


def _grown(found: Edges) -> Edges:
    import cv2

    kernel = np.ones((NEAR, NEAR), np.uint8)
    grown: Any = cv2.dilate(found.astype(np.uint8), kernel)
    return np.asarray(grown.astype(bool))
