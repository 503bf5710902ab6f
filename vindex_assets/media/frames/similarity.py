"""Are two pictures the same to the eye? A perceptual hash for searching, and a finer test for merging.

The hash (`vindex_search/common/image_hash.py`) is robust and coarse: two slides that differ by a line of text have nearly the same
one. So frames are merged only when also hardly any cell of a fine grid has changed its colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture
from vindex_search.common.image_hash import hamming_distance, phash

GRID: Final = (64, 36)  # columns and rows: a cell is about as large as a letter of a slide's text
CELL_LEVELS: Final = 20.0  # of 255: above what compression does to a still picture, below what a letter does
SAME_CELLS: Final = 5  # a mouse pointer that moves on changes so many cells, a new word changes more
SAME_BITS: Final = 6  # of 64


@dataclass(frozen=True, slots=True)
class FrameSignature:
    """What is kept of a picture to compare others with it: its hash, and the colours (RGB) of its cells."""

    phash: int
    cells: npt.NDArray[np.float32]


def signature(image: Picture) -> FrameSignature:
    """Hash and cells of an RGB picture of shape (height, width, 3)."""
    import cv2

    cells = cv2.resize(image, GRID, interpolation=cv2.INTER_AREA).astype(np.float32)
    return FrameSignature(phash(image), cells)


def is_near_duplicate(one: FrameSignature, other: FrameSignature) -> bool:
    """Whether a person would call the two pictures the same."""
    changed = int((np.abs(one.cells - other.cells).max(axis=2) > CELL_LEVELS).sum())
    flat = float(np.ptp(one.cells, axis=(0, 1)).max()) < CELL_LEVELS  # of a blank picture the hash is noise
    return changed <= SAME_CELLS and (flat or hamming_distance(one.phash, other.phash) <= SAME_BITS)
