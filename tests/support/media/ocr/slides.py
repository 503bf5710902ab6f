"""Drawn slides, and frames of real clips, as arrays and as tables of kept frames."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.ocr.text_detection import Picture

if TYPE_CHECKING:
    import polars as pl

WIDTH: Final = 910
HEIGHT: Final = 512
Colour = tuple[int, int, int]
NAVY: Final = (0, 0, 128)
WHITE: Final = (255, 255, 255)
Text = tuple[int, int, str]  # left, top, what is written


def slide(*texts: Text, size: int = 28, ink: Colour = WHITE, ground: Colour = NAVY) -> Picture:
    """A slide of shape (512, 910, 3)."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    pen = ImageDraw.Draw(image)
    for left, top, text in texts:
        pen.text((left, top), text, fill=ink, font=ImageFont.load_default(size))
    return np.asarray(image)


def rotated(picture: Picture, degrees: float, *, ground: Colour = NAVY) -> Picture:
    """A picture rotated anticlockwise, enlarged so that nothing is cut off."""
    from PIL import Image

    image = Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    return np.asarray(image)


def encode_jpeg(picture: Picture) -> bytes:
    """A picture as the pipeline stores a kept frame."""
    from PIL import Image

    made = io.BytesIO()
    Image.fromarray(picture).save(made, "JPEG", quality=85)
    return made.getvalue()


def frame_batches(pictures: Iterable[Picture]) -> Iterable[pl.DataFrame]:
    """Tables of kept frames of one second each, two rows per batch."""
    import polars as pl

    from vindex_search.contract.tables import FRAMES_SCHEMA

    rows = [
        {
            **{"frame_index": n * 25, "start_s": float(n), "end_s": n + 1.0, "shot": 0, "phash": 0},
            **{"width": picture.shape[1], "height": picture.shape[0], "jpeg": encode_jpeg(picture)},
        }
        for n, picture in enumerate(pictures)
    ]
    table = pl.DataFrame(rows, schema=FRAMES_SCHEMA)
    return table.iter_slices(2)


def frames_at(clip: Path, times_s: Sequence[float]) -> list[Picture]:
    """The frames of a clip at ascending times, in the size of kept frames."""
    import av

    made: list[Picture] = []
    with av.open(str(clip)) as container:
        decoded: Any = container.decode(video=0)
        for frame in decoded:
            if frame.time >= times_s[len(made)] - 1e-3:
                image = frame.to_image()
                image.thumbnail((WIDTH, HEIGHT))
                made.append(np.asarray(image.convert("RGB")))
            if len(made) == len(times_s):
                break
    return made
