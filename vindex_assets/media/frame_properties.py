"""Properties of a frame that players go by: display matrix, sample aspect ratio, transfer function of its colours."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from vindex_assets.media.manifest import Transfer

SQUARE_TOLERANCE: Final = 0.01  # a ratio so close to 1 is a rounding of the encoder
MAX_ASPECT: Final = 8.0  # of a sample: anamorphic film has 2, the oldest disc formats 3; beyond it, damage
DISPLAY_MATRIX: Final = "DISPLAYMATRIX"  # AV_FRAME_DATA_DISPLAYMATRIX
UNSPECIFIED: Final = 2  # code point of ISO/IEC 23091-2 for any property of colours
TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}  # ISO/IEC 23091-2: SMPTE ST 2084, ARIB STD-B67


def orientation(matrix: tuple[float, float, float, float]) -> tuple[int, bool]:
    """Clockwise degrees, and whether the picture is mirrored first, of a display matrix (ISO/IEC 14496-12).

    The matrix (a, b, c, d) maps x' = a x + c y, y' = b x + d y with y downwards. Rotations are rounded to quarters.

        (1, 0, 0, 1)      (0, 1, -1, 0)     (-1, 0, 0, -1)    (0, -1, 1, 0)     (-1, 0, 0, 1)
         A B               C A               D C               B D               B A
         C D               D B               B A               A C               D C
         0                 90                180               270               0, mirrored
    """
    a, b, c, d = matrix
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90, mirrored


def display_matrix(frame: Any) -> tuple[float, float, float, float]:
    """a, b, c and d of a frame's 3 x 3 matrix, row by row a b u, c d v, x y w; the identity where it has none."""
    try:
        side_data = frame.side_data.get(DISPLAY_MATRIX)
    except ValueError:  # PyAV knows no name for another piece of side data, as for the EXIF of a JPEG
        return _rotation_matrix(-frame.rotation)
    if side_data is None:
        return 1, 0, 0, 1
    a, b, _u, c, d = np.frombuffer(bytes(side_data), np.int32)[:5].tolist()
    return a, b, c, d


def _rotation_matrix(degrees: int) -> tuple[float, float, float, float]:
    """The matrix of a clockwise rotation."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cosine, sine, -sine, cosine


def sample_aspect(ratio: Any) -> float:
    """Sample aspect ratio, width over height of one pixel; 1 where it is unknown, nearly 1, or implausible."""
    aspect = float(ratio or 1) or 1.0
    plausible = 1 / MAX_ASPECT <= aspect <= MAX_ASPECT
    return aspect if plausible and abs(aspect - 1) >= SQUARE_TOLERANCE else 1.0
