"""Brightness gradients of a picture, and those that stand: that are the same in every frame of a stretch.

What stands is the least gradient of the stretch where all frames agree on its sign, and zero elsewhere. Letters that
are laid over a film keep their edges while everything behind them moves: an edge that passes by changes its sign, and
of noise or confetti hardly anything has one sign in four frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Luma

SOBEL_SCALE: Final = 0.25  # gradients in levels of brightness over two pixels, as of a plain difference
Levels = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Gradients along x and y, in levels of 255, each of shape (height, width)."""

    x: Levels
    y: Levels


def gradients(luma: Luma) -> Gradients:
    """Gradients of a picture, by the 3 x 3 operator of Sobel."""
    import cv2

    x = cv2.Sobel(luma, cv2.CV_16S, 1, 0, ksize=3, scale=SOBEL_SCALE)
    y = cv2.Sobel(luma, cv2.CV_16S, 0, 1, ksize=3, scale=SOBEL_SCALE)
    return Gradients(x, y)  # type: ignore[arg-type]  # OpenCV's stubs know no element types


def standing_gradients(stretch: Sequence[Gradients]) -> Gradients:
    """The gradients that stand through all frames of a stretch, with their signs."""
    return Gradients(_standing([one.x for one in stretch]), _standing([one.y for one in stretch]))


def _standing(stretch: Sequence[Levels]) -> Levels:
    import cv2

    least = most = stretch[0]
    for levels in stretch[1:]:
        least, most = cv2.min(least, levels), cv2.max(most, levels)  # type: ignore[assignment]  # as above
    return np.maximum(least, 0) + np.minimum(most, 0)
