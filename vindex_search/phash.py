"""A perceptual hash: nearly the same number for a picture that was scaled, compressed or brightened.

A 64-bit DCT hash (Zauner, 2010, "Implementation and benchmarking of perceptual image hash functions").
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

HASH_INPUT: Final = 32
HASH_SIDE: Final = 8
MOST_SIDE: Final = 16_384  # pixels of a picture's longer side; beyond it is a bomb, not a picture

Picture = npt.NDArray[np.uint8]


def phash(image: Picture) -> int:
    """Hash of an RGB picture of shape (height, width, 3): whether each low frequency is above the median of them."""
    import cv2

    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (HASH_INPUT, HASH_INPUT), interpolation=cv2.INTER_AREA)
    low = cv2.dct(small.astype(np.float32))[:HASH_SIDE, :HASH_SIDE].ravel()
    bits = low > np.median(low[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """Number of bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def opened(data: bytes) -> Picture:
    """A picture file as RGB of shape (height, width, 3), turned as its camera says.

    Raises:
        ValueError: it cannot be read as a picture, or has too many pixels; the message says which.
    """
    import io

    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            if max(image.size) > MOST_SIDE:
                raise ValueError(f"the picture has {image.width} x {image.height} pixels; at most {MOST_SIDE} a side")
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, SyntaxError, Image.DecompressionBombError) as problem:
        raise ValueError(f"the picture cannot be read ({type(problem).__name__}); PNG, JPEG and WebP can") from None
