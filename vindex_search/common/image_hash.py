"""A perceptual hash: nearly the same number for a picture that was scaled, compressed or brightened.

A 64-bit DCT hash (Zauner, 2010, "Implementation and benchmarking of perceptual image hash functions").
"""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import numpy.typing as npt

HASH_INPUT: Final = 32
HASH_SIDE: Final = 8
FORMATS: Final = ("PNG", "JPEG", "WEBP")  # Pillow has others, of which one starts a program
MAX_SIDE: Final = 16_384  # pixels of a picture's longer side; beyond it is a bomb, not a picture
MAX_ENCODER_SIDE: Final = 1024  # pixels of the longer side that an encoder is given: no frame is kept much larger

RgbImage = npt.NDArray[np.uint8]


def phash(image: RgbImage) -> int:
    """Hash of an RGB picture of shape (height, width, 3): whether each low frequency is above the median of them."""
    import cv2

    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (HASH_INPUT, HASH_INPUT), interpolation=cv2.INTER_AREA)
    low = cv2.dct(small.astype(np.float32))[:HASH_SIDE, :HASH_SIDE].ravel()
    bits = low > np.median(low[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def hamming_distance(one: int, other: int) -> int:
    """Number of bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def decode_image(data: bytes) -> RgbImage:
    """A picture file as RGB of shape (height, width, 3), turned as its camera says.

    Raises:
        ValueError: it cannot be read as a picture, or has too many pixels; the message says which.
    """
    from PIL import Image, ImageOps

    found = None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            size = image.size
            if max(size) <= MAX_SIDE:
                found = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except Image.DecompressionBombError:
        raise ValueError(f"the picture has over {2 * (Image.MAX_IMAGE_PIXELS or 0)} pixels, the most allowed") from None
    except (OSError, SyntaxError, ValueError) as problem:
        raise ValueError(f"the picture cannot be read ({type(problem).__name__}); PNG, JPEG and WebP can") from None
    if found is None:
        raise ValueError(f"the picture has {size[0]} x {size[1]} pixels; at most {MAX_SIDE} a side")
    return found


def to_upright_jpeg(data: bytes) -> bytes:
    """A picture file as the JPEG that an encoder is given: turned as its camera says, of a frame's size.

    Raises:
        ValueError: as `opened`.
    """
    from PIL import Image

    image, jpeg = Image.fromarray(decode_image(data)), io.BytesIO()
    image.thumbnail((MAX_ENCODER_SIDE, MAX_ENCODER_SIDE))
    image.save(jpeg, "JPEG", quality=95)
    return jpeg.getvalue()
