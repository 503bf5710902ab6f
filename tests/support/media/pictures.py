"""Real pictures for tests of image search, and the distortions that pictures typically undergo."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance

NAMES: Final = ("astronaut", "chelsea", "coffee", "horse", "kodim03", "page")
Picture = npt.NDArray[np.uint8]


def load_picture(media: Path, name: str) -> Image.Image:
    """One of the real pictures."""
    with Image.open(media / "image" / f"{name}.png") as image:
        return image.convert("RGB")


def encode(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    """A picture as the bytes of a file."""
    data = io.BytesIO()
    image.save(data, kind, **how)
    return data.getvalue()


def pixels(image: Image.Image) -> Picture:
    """A picture as an array of shape (height, width, 3)."""
    return np.asarray(image)


DISTORTIONS: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    "half as large": lambda image: image.resize((image.width // 2, image.height // 2)),
    "twice as large": lambda image: image.resize((image.width * 2, image.height * 2)),
    "a thumbnail": lambda image: image.resize((160, 160 * image.height // image.width)),
    "compressed": lambda image: Image.open(io.BytesIO(encode(image, "JPEG", quality=30))).convert("RGB"),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.2),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "with less contrast": lambda image: ImageEnhance.Contrast(image).enhance(0.7),
    "grey": lambda image: image.convert("L").convert("RGB"),
}
