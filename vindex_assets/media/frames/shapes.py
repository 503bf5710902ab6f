"""Pictures of several sizes in one film: which of them have the same shape, and how they are compared all the same."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

SHAPE_TOLERANCE: Final = 1.04  # ratio of two aspect ratios: sizes are rounded to even numbers and to multiples of 16


def has_same_shape(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Whether two pictures have the same aspect ratio, whatever their sizes."""
    if one.shape == other.shape:
        return True
    ratio = (one.shape[1] * other.shape[0]) / max(1, one.shape[0] * other.shape[1])
    return bool(1 / SHAPE_TOLERANCE <= ratio <= SHAPE_TOLERANCE)


def resized_like(picture: npt.NDArray[np.uint8], other: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """A picture in the size of another one."""
    import cv2

    if picture.shape[:2] == other.shape[:2]:
        return picture
    size = (other.shape[1], other.shape[0])
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # uint8 in, uint8 out
