"""How a player shows a video's pictures: size, shape of the pixels, turned, mirrored, high dynamic range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.media.container import decode_frames
from vindex_assets.media.manifest import Transfer

if TYPE_CHECKING:
    from av.container import InputContainer

SQUARE_WITHIN: Final = 0.01
MOST_STRETCHED: Final = 8.0  # anamorphic film is 2, the oldest disc formats reach 3
MATRIX: Final = "DISPLAYMATRIX"
TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}  # numbers of ISO/IEC 23091-2: SMPTE ST 2084, BT.2100


@dataclass(frozen=True, slots=True)
class DisplayGeometry:
    """Pixels as shown, clockwise degrees, whether left and right are exchanged before turning, and HDR transfer."""

    width: int
    height: int
    rotation: int
    mirrored: bool
    hdr: Transfer | None


def read_display_geometry(container: InputContainer, stream: Any) -> DisplayGeometry | None:
    """How a video stream is shown, by its first frame; None where not one can be decoded."""
    frame = next(decode_frames(container, stream, on_lost_packet=lambda: None), None)
    if frame is None:
        return None
    rotation, mirrored = orientation(_matrix(frame))
    aspect = sample_aspect(stream.sample_aspect_ratio)
    width, height = round(stream.width * aspect), stream.height
    size = (height, width) if rotation in {90, 270} else (width, height)
    return DisplayGeometry(*size, rotation, mirrored, TRANSFERS.get(stream.codec_context.color_trc))


def orientation(matrix: tuple[float, float, float, float]) -> tuple[int, bool]:
    """Clockwise degrees and mirroring of a display matrix (a, b, c, d): x' = a x + c y, y' = b x + d y, y downwards.

    A turn by anything but quarters is taken for the nearest quarter.
    """
    a, b, c, d = matrix
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90, mirrored


def _matrix(frame: Any) -> tuple[float, float, float, float]:
    found = frame.side_data.get(MATRIX)
    if found is None:
        return 1, 0, 0, 1
    a, b, _u, c, d = np.frombuffer(bytes(found), np.int32)[:5].tolist()
    return a, b, c, d


def sample_aspect(ratio: Any) -> float:
    """Width of a pixel over its height.

    What is within a hundredth of square is a rounding of the encoder, what is stretched beyond belief is damage.
    """
    aspect = float(ratio or 1) or 1.0
    believed = 1 / MOST_STRETCHED <= aspect <= MOST_STRETCHED
    return aspect if believed and abs(aspect - 1) >= SQUARE_WITHIN else 1.0
