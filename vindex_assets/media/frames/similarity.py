"""Near-duplicate test of two frames: a perceptual hash, and a finer comparison of colours cell by cell.

The hash (`vindex_search/common/pictures/image_hash.py`) also serves search. It is robust and coarse: two slides that
differ by one line of text have nearly the same hash. Two frames are near duplicates only if in addition hardly any
cell of a 64 x 36 grid has changed its mean colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture
from vindex_search.common.pictures.image_hash import hamming_distance, phash

GRID: Final = (64, 36)  # columns and rows: a cell is about as large as a letter on a slide
CELL_TOLERANCE: Final = 20.0  # levels of 255: more than compression does to a still picture, less than a letter does
MAX_CHANGED_CELLS: Final = 5  # a mouse pointer that moves changes as many, a new word changes more
MAX_HASH_DISTANCE: Final = 6  # bits of 64


@dataclass(frozen=True, slots=True)
class FrameSignature:
    """What near duplicates are found by: 64-bit perceptual hash, and mean RGB of each cell, shape (36, 64, 3)."""

    phash: int
    cells: npt.NDArray[np.float32]


def signature(image: Picture) -> FrameSignature:
    """Signature of an RGB picture of shape (height, width, 3)."""
    import cv2

    cells = cv2.resize(image, GRID, interpolation=cv2.INTER_AREA).astype(np.float32)
    return FrameSignature(phash=phash(image), cells=cells)


def is_near_duplicate(one: FrameSignature, other: FrameSignature) -> bool:
    """Whether two frames look the same to a viewer."""
    if _changed_cells(one, other) > MAX_CHANGED_CELLS:
        return False
    return _is_flat(one) or hamming_distance(one.phash, other.phash) <= MAX_HASH_DISTANCE


def _changed_cells(one: FrameSignature, other: FrameSignature) -> int:
    return int((np.abs(one.cells - other.cells).max(axis=2) > CELL_TOLERANCE).sum())


def _is_flat(one: FrameSignature) -> bool:
    """Whether a picture has a single colour: its hash is then noise."""
    return float(np.ptp(one.cells, axis=(0, 1)).max()) < CELL_TOLERANCE
