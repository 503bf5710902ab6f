"""Decoding of pictures that callers send: few formats, few pixels, and little memory for what is hostile.

The size is read from the head before anything is decoded. A JPEG is shrunk while it is decoded; any other picture is
decoded whole, 4 bytes a pixel, and then shrunk strip by strip, so that no second whole copy of it is made.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("PNG", "JPEG", "WEBP")  # Pillow's other decoders are not needed, and one starts a program
MAX_SIDE: Final = 16_384  # pixels of the longer side
MAX_PIXELS: Final = 40_000_000  # more than cameras of telephones take as a rule; decoded they are 160 MB
MAX_SCANS: Final = 50  # of a JPEG; encoders write 10, and each takes as long as a decoding of its own
DECODED_SIDE: Final = 2048  # pixels: pictures with at least twice as many on the longer side are shrunk
STRIP_ROWS: Final = 64  # of the shrunk picture that are made at once

START_OF_IMAGE: Final = b"\xff\xd8"  # of a JPEG: ITU-T T.81, table B.1, as the next
START_OF_SCAN: Final = b"\xff\xda"

# Pillow warns from 89 million pixels on; here they are refused. Nobody reads what is printed in a service.
warnings.filterwarnings("ignore", message=r"Image size \(\d+ pixels\) exceeds limit")

RgbImage = npt.NDArray[np.uint8]


def decode_image(data: bytes) -> RgbImage:
    """Decode a PNG, JPEG or WebP file to RGB of shape (height, width, 3), with its EXIF orientation applied.

    Of an animation the first picture is taken. Large pictures are shrunk, to `DECODED_SIDE` pixels at least.

    Raises:
        ValueError: the file is damaged, of another format, or has too many pixels; the message says which.
    """
    from PIL import Image, ImageOps

    _require_few_scans(data)
    pixels = None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            size = image.size
            if is_allowed(size):
                image.draft("RGB", (DECODED_SIDE, DECODED_SIDE))
                pixels = np.asarray(ImageOps.exif_transpose(_shrunk(image)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):  # the warning under -W error
        raise ValueError(f"the picture has too many pixels; at most {MAX_PIXELS} are allowed") from None
    except (OSError, SyntaxError, ValueError) as problem:
        raise ValueError(f"the picture cannot be read ({type(problem).__name__}); PNG, JPEG and WebP can") from None
    if pixels is None:
        allowed = f"at most {MAX_PIXELS} pixels are allowed, and {MAX_SIDE} a side"
        raise ValueError(f"the picture has {size[0]} x {size[1]} pixels; {allowed}")
    return pixels


def is_allowed(size: tuple[int, int]) -> bool:
    """Whether a picture of so many pixels, width and height, is decoded."""
    return max(size) <= MAX_SIDE and size[0] * size[1] <= MAX_PIXELS


def _require_few_scans(data: bytes) -> None:
    """Refuse a JPEG with thousands of scans, each of a few bytes and as much work as the whole picture."""
    scans = data.count(START_OF_SCAN) if data.startswith(START_OF_IMAGE) else 0
    if scans > MAX_SCANS:
        raise ValueError(f"the picture is a JPEG with {scans} scans; at most {MAX_SCANS} are allowed")


def _shrunk(image: Image) -> Image:
    """A picture in RGB, its longer side divided by a whole number so that `DECODED_SIDE` pixels of it stay."""
    from PIL import Image

    factor = max(1, max(image.size) // DECODED_SIDE)
    if factor == 1:
        return image.convert("RGB")
    width, height = image.size
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for row in range(0, small.height, STRIP_ROWS):
        strip = image.crop((0, row * factor, width, min(height, (row + STRIP_ROWS) * factor)))
        small.paste(strip.convert("RGB").reduce(factor), (0, row))
    small.info = image.info  # the EXIF orientation is there
    return small
