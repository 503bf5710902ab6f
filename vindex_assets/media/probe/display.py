"""Display geometry of a video by its first frame: size in square pixels, rotation; and its HDR transfer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vindex_assets.media.container import decode_frames
from vindex_assets.media.frame_properties import TRANSFERS, display_matrix, orientation, sample_aspect
from vindex_assets.media.manifest import Transfer

if TYPE_CHECKING:
    from av.container import InputContainer


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
