"""An overlay of text whose times are known, and its drawing into a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture

if TYPE_CHECKING:
    from PIL import ImageFont

Box = Literal["opaque", "half", "none"]
Place = Literal["lower third", "ticker", "title", "subtitle", "name tag", "slide"]
Colour = tuple[int, int, int]
Alpha = npt.NDArray[np.float32]

WHITE: Final = (245, 245, 245)
BLACK: Final = (12, 12, 12)
CAP_HEIGHT: Final = 0.72  # of the font size, in the fonts used here
PADDING: Final = 0.6  # of the letter height, from the text to the border of its box
EDGE: Final = 0.1  # of the letter height, around letters without a box
OPACITIES: Final[dict[Box, int]] = {"opaque": 255, "half": 150, "none": 0}
LINE_HEIGHT: Final = 1.6  # of the letter height, between two lines
# Centre of the text as shares of width and height.
CENTRES: Final[dict[Place, tuple[float, float]]] = {
    "lower third": (0.30, 0.80),
    "ticker": (0.50, 0.95),
    "title": (0.50, 0.42),
    "subtitle": (0.50, 0.88),
    "name tag": (0.82, 0.08),
    "slide": (0.35, 0.55),
}


@dataclass(frozen=True, slots=True)
class Overlay:
    """Lines of text that stand in a film for a while.

    Attributes:
        text: Lines.
        start_s: When it begins to appear; it is fully visible `fade_s` later, for `stand_s`.
        stand_s: Seconds for which it is fully visible.
        fade_s: Seconds of fading, before and after.
        place: Where its centre is.
        height: Letter height as a share of the picture's height.
        box: Behind the text; without one the letters have an edge of the other colour.
        light: Light letters on dark, else dark ones on light.
        font: File of a font; empty for Pillow's own.
    """

    text: str
    start_s: float
    stand_s: float
    fade_s: float = 0.0
    place: Place = "lower third"
    height: float = 1 / 20
    box: Box = "half"
    light: bool = True
    font: str = ""

    @property
    def visible(self) -> tuple[float, float]:
        """First and last second at which it is fully visible."""
        return self.start_s + self.fade_s, self.start_s + self.fade_s + self.stand_s

    def opacity(self, time_s: float) -> float:
        """0 before and after, 1 while fully visible."""
        first, last = self.visible
        if self.fade_s == 0:
            return float(first <= time_s < last)
        return min(1.0, max(0.0, 1 - max(first - time_s, time_s - last) / self.fade_s))


def draw_overlays(picture: Picture, overlays: Iterable[Overlay], time_s: float) -> Picture:
    """The picture with the overlays as they stand at a time."""
    drawn = picture
    for overlay in overlays:
        if opacity := overlay.opacity(time_s):
            drawn = drawn.copy() if drawn is picture else drawn
            _draw(drawn, overlay, opacity)
    return drawn


def _draw(picture: Picture, overlay: Overlay, opacity: float) -> None:
    paint, alpha = _painted(overlay, picture.shape[1], picture.shape[0])
    rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    share = (alpha[part] * opacity)[:, :, None]
    picture[part] = (picture[part] * (1 - share) + paint[part] * share).astype(np.uint8)


@lru_cache(maxsize=256)
def _painted(overlay: Overlay, width: int, height: int) -> tuple[Picture, Alpha]:
    """Colour and opacity of each pixel of an overlay."""
    from PIL import Image, ImageDraw

    ink, ground = (WHITE, BLACK) if overlay.light else (BLACK, WHITE)
    letter_px = overlay.height * height
    paint, alpha = Image.new("RGB", (width, height), ground), Image.new("L", (width, height), 0)
    centre = CENTRES[overlay.place][0] * width, CENTRES[overlay.place][1] * height
    look: dict[str, Any] = {"font": _font(overlay.font, letter_px / CAP_HEIGHT), "anchor": "mm"}
    look["spacing"] = letter_px * (LINE_HEIGHT - 1)
    on_paint, on_alpha = ImageDraw.Draw(paint), ImageDraw.Draw(alpha)
    left, top, right, bottom = on_alpha.multiline_textbbox(centre, overlay.text, **look)
    pad = letter_px * PADDING
    on_alpha.rectangle((left - pad, top - pad, right + pad, bottom + pad), OPACITIES[overlay.box])
    edge = max(1, round(letter_px * EDGE)) if overlay.box == "none" else 0
    on_alpha.multiline_text(centre, overlay.text, fill=255, stroke_width=edge, stroke_fill=255, **look)
    on_paint.multiline_text(centre, overlay.text, fill=ink, **look)
    return np.asarray(paint, np.uint8), np.asarray(alpha, np.float32) / np.float32(255)


@lru_cache(maxsize=64)
def _font(file: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)


def fonts() -> list[str]:
    """Fonts at hand: Pillow's own, and those that come with matplotlib where it is installed."""
    try:
        import matplotlib
    except ImportError:
        return [""]
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    names = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf")
    return ["", *(str(folder / name) for name in names if (folder / name).exists())]
