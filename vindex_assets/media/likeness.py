"""Are two pictures the same to the eye? A perceptual hash for searching, and a finer test for merging.

The hash (a 64-bit DCT hash: Zauner, 2010, "Implementation and benchmarking of perceptual image hash functions") is
robust and coarse: two slides that differ by a line of text have nearly the same one. So frames are merged only when
also hardly any cell of a fine grid has changed its colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture

HASH_INPUT: Final = 32
HASH_SIDE: Final = 8
GRID: Final = (64, 36)  # columns and rows: a cell is about as large as a letter of a slide's text
CELL_LEVELS: Final = 20.0  # of 255: above what compression does to a still picture, below what a letter does
SAME_CELLS: Final = 5  # a mouse pointer that moves on changes so many cells, a new word changes more
SAME_BITS: Final = 6  # of 64


@dataclass(frozen=True, slots=True)
class Looks:
    """What is kept of a picture to compare others with it: its hash, and the colours (RGB) of its cells."""

    phash: int
    cells: npt.NDArray[np.float32]


def looks(image: Picture) -> Looks:
    """Hash and cells of an RGB picture of shape (height, width, 3)."""
    import cv2

    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    cells = cv2.resize(image, GRID, interpolation=cv2.INTER_AREA).astype(np.float32)
    return Looks(_dct_hash(cv2.resize(grey, (HASH_INPUT, HASH_INPUT), interpolation=cv2.INTER_AREA)), cells)


def _dct_hash(grey: Any) -> int:
    """Bit by bit whether each of the 8 x 8 lowest frequencies, the mean left out, is above their median."""
    import cv2

    low = cv2.dct(grey.astype(np.float32))[:HASH_SIDE, :HASH_SIDE].ravel()
    bits = low > np.median(low[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """Number of bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def alike(one: Looks, other: Looks) -> bool:
    """Whether a person would call the two pictures the same."""
    changed = int((np.abs(one.cells - other.cells).max(axis=2) > CELL_LEVELS).sum())
    flat = float(np.ptp(one.cells, axis=(0, 1)).max()) < CELL_LEVELS  # of a blank picture the hash is noise
    return changed <= SAME_CELLS and (flat or distance(one.phash, other.phash) <= SAME_BITS)
