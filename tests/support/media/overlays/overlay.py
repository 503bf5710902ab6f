"""An overlay of text whose times are known, and its drawing into a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

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


def draw(picture: Picture, overlay: Overlay, time_s: float) -> Picture:
    """The picture with the overlay as it stands at a time."""
    opacity = overlay.opacity(time_s)
    if opacity == 0:
        return picture
    paint, alpha = _painted(overlay, picture.shape[1], picture.shape[0])
    share = (alpha * opacity)[:, :, None]
    return (picture * (1 - share) + paint * share).astype(np.uint8)


@lru_cache(maxsize=64)
def _painted(overlay: Overlay, width: int, height: int) -> tuple[Picture, Alpha]:
    """Colour and opacity of each pixel of an overlay."""
    from PIL import Image, ImageDraw

    ink, ground = (WHITE, BLACK) if overlay.light else (BLACK, WHITE)
    letter_px = overlay.height * height
    paint, alpha = Image.new("RGB", (width, height), ground), Image.new("L", (width, height), 0)
    font = _font(overlay.font, letter_px / CAP_HEIGHT)
    edge = 0 if overlay.box != "none" else max(1, round(letter_px / 10))
    x, y = (share * side for share, side in zip(CENTRES[overlay.place], (width, height), strict=True))
    where = {"xy": (x, y), "text": overlay.text, "font": font, "anchor": "mm", "align": "left"}
    spacing = letter_px * (LINE_HEIGHT - 1)
    if overlay.box != "none":
        left, top, right, bottom = ImageDraw.Draw(alpha).multiline_textbbox(**where, spacing=spacing)
        pad = letter_px * 0.6
        ImageDraw.Draw(alpha).rectangle((left - pad, top - pad, right + pad, bottom + pad), 150 if overlay.box == "half" else 255)
    ImageDraw.Draw(paint).multiline_text(**where, spacing=spacing, fill=ink)
    ImageDraw.Draw(alpha).multiline_text(**where, spacing=spacing, fill=255, stroke_width=edge, stroke_fill=255)
    return np.asarray(paint), np.asarray(alpha, np.float32) / 255


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
