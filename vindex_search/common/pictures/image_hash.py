"""Perceptual image hash, stable under scaling, compression and brightness, and pictures as image encoders take them.

The hash is the 64-bit DCT hash of Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010.
"""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np

from vindex_search.common.pictures.picture_file import RgbImage, decode_image

DCT_SIDE: Final = 32  # pixels of the grey image that is transformed
HASH_SIDE: Final = 8  # low frequencies taken in each direction: 8 x 8 = 64 bits
MAX_ENCODER_SIDE: Final = 1024  # pixels of the longer side of an encoder's input; kept frames are not much larger


def phash(image: RgbImage) -> int:
    """Hash of an RGB image of shape (height, width, 3): one bit per low frequency, set where it is above the median.

    The bit of the mean (DC) is always 0, so that brightness does not count.
    """
    import cv2

    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (DCT_SIDE, DCT_SIDE), interpolation=cv2.INTER_AREA)
    frequencies = cv2.dct(small.astype(np.float32))[:HASH_SIDE, :HASH_SIDE].ravel()
    bits = frequencies > np.median(frequencies[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def hamming_distance(one: int, other: int) -> int:
    """Number of differing bits of two hashes, 0 to 64."""
    return (one ^ other).bit_count()


def to_upright_jpeg(data: bytes) -> bytes:
    """Re-encode an image file as JPEG for an image encoder: EXIF orientation applied, at most MAX_ENCODER_SIDE pixels.

    Raises:
        ValueError: as `decode_image`.
    """
    from PIL import Image

    image, jpeg = Image.fromarray(decode_image(data)), io.BytesIO()
    image.thumbnail((MAX_ENCODER_SIDE, MAX_ENCODER_SIDE))
    image.save(jpeg, "JPEG", quality=95)
    return jpeg.getvalue()
