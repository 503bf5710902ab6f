"""Display geometry of a video: rotation matrix, sample aspect ratio, size in square pixels; and its HDR transfer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.media.container import decode_frames
from vindex_assets.media.manifest import Transfer

if TYPE_CHECKING:
    from av.container import InputContainer

SQUARE_TOLERANCE: Final = 0.01  # a ratio so close to 1 is a rounding of the encoder
MAX_ASPECT: Final = 8.0  # of a sample: anamorphic film has 2, the oldest disc formats 3; beyond it, damage
DISPLAY_MATRIX: Final = "DISPLAYMATRIX"  # AV_FRAME_DATA_DISPLAYMATRIX
UNSPECIFIED: Final = 2  # code point of ISO/IEC 23091-2 for any property of colours
TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}  # ISO/IEC 23091-2: SMPTE ST 2084, ARIB STD-B67


@dataclass(frozen=True, slots=True)
class DisplayGeometry:
    """How players show a video: its first frame, those after it may have another geometry (`decode/picture/geometry`).

    Attributes:
        width: In square pixels, after rotation.
        height: Likewise.
        rotation: Clockwise degrees: 0, 90, 180 or 270.
        mirrored: Whether left and right are swapped before the rotation.
        hdr: Transfer function of high dynamic range video; None for standard range.
    """

    width: int
    height: int
    rotation: int
    mirrored: bool
    hdr: Transfer | None


def read_display_geometry(container: InputContainer, stream: Any) -> DisplayGeometry | None:
    """Geometry by a stream's first frame; None where no frame can be decoded."""
    frame = next(decode_frames(container, stream, on_lost_packet=lambda: None), None)
    if frame is None:
        return None
    rotation, mirrored = orientation(display_matrix(frame))
    width, height = round(frame.width * sample_aspect(stream.sample_aspect_ratio)), frame.height
    if rotation in {90, 270}:
        width, height = height, width
    hdr = TRANSFERS.get(stream.codec_context.color_trc)
    return DisplayGeometry(width=width, height=height, rotation=rotation, mirrored=mirrored, hdr=hdr)


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
