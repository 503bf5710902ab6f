"""Edges of a picture, and those that stand: that are the same in every frame of a stretch.

An edge is the change of brightness along a row, with its sign. What stands is the least change of the stretch where all
frames agree on the sign, and zero elsewhere. Letters that are laid over a film keep their edges while everything behind
them moves: an edge that passes by changes its sign, and of noise or confetti hardly anything has one sign in four
frames. Letters have upright strokes in every script, so changes along columns add nothing that is worth their cost, and
half the rows serve as well as all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Luma

ROW_STEP: Final = 2  # rows of the picture that are one row of edges: their sum
Edges = npt.NDArray[np.int16]  # of shape (height / ROW_STEP, width), in levels of ROW_STEP x 255


def find_edges(luma: Luma) -> Edges:
    """The edges of a picture: from the pixel at the left to the one at the right of each; none at its border."""
    import cv2

    rows, width = luma.shape[0] // ROW_STEP, luma.shape[1]
    edges = np.zeros((rows, width), np.int16)
    if rows and width > 2:
        whole = luma[: rows * ROW_STEP]
        changes = cv2.subtract(whole[:, 2:], whole[:, :-2], dtype=cv2.CV_16S)
        edges[:, 1:-1] = cv2.add(changes[::ROW_STEP], changes[1::ROW_STEP])
    return edges


def standing_edges(stretch: Sequence[Edges]) -> Edges:
    """The edges that stand through all frames of a stretch, with their signs."""
    import cv2

    least = most = stretch[0]
    if not least.size:
        return least
    for edges in stretch[1:]:
        least, most = cv2.min(least, edges), cv2.max(most, edges)  # type: ignore[assignment]  # int16 as well
    nothing = np.zeros_like(least)
    return cv2.add(cv2.max(least, nothing), cv2.min(most, nothing))  # type: ignore[return-value]  # int16 as well
