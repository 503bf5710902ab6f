"""The ground of a transparent picture: the one on which what is visible can be read.

Titles and logos with an alpha channel are made to lie over another film. Without it, their colours under transparent
pixels are shown, which are arbitrary: black letters often lie on black.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture

if TYPE_CHECKING:
    from av.video.format import VideoFormat

GROUNDS: Final = (0, 255, 128)  # levels of grey, the first preferred
PREFERENCE: Final = 0.1  # share of the visible pixels by which another ground must be better: grounds seldom change
MIN_CONTRAST: Final = 80  # levels of 255 at which letters are read well
VISIBLE: Final = 128  # alpha from which on a pixel counts
OPAQUE: Final = 255


def has_alpha(pixel_format: VideoFormat) -> bool:
    """Whether pixels of a format may be transparent; the colours of a palette may be as well."""
    return pixel_format.has_palette or any(component.is_alpha for component in pixel_format.components)


def on_ground(picture: npt.NDArray[np.uint8]) -> Picture:
    """An RGBA picture (straight alpha) of shape (height, width, 4) over its ground.

    Where nothing is visible at all, the alpha channel is taken for one that was never filled in, and is ignored.
    """
    colours, alpha = picture[:, :, :3], picture[:, :, 3:].astype(np.uint16)
    if alpha.min() == OPAQUE or alpha.max() < VISIBLE:
        return np.ascontiguousarray(colours)
    ground = choose_ground(colours[alpha[:, :, 0] >= VISIBLE])
    mixed = colours * alpha + ground * (OPAQUE - alpha)
    return ((mixed + OPAQUE // 2) // OPAQUE).astype(np.uint8)


def choose_ground(visible: npt.NDArray[np.uint8]) -> int:
    """The level of grey that stands out from most of the visible pixels: RGB of shape (pixels, 3)."""
    levels = visible @ np.array([0.299, 0.587, 0.114])  # brightness by ITU-R BT.601
    shares = [float((np.abs(levels - ground) >= MIN_CONTRAST).mean()) for ground in GROUNDS]
    best = int(np.argmax(shares))
    return GROUNDS[best if shares[best] > shares[0] + PREFERENCE else 0]
