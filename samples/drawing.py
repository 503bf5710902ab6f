"""Drawing for the three films: palette, text, shapes, easing, scenes and cues."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 960
HEIGHT: Final = 540
SCALE: Final = 2  # drawn twice as large and scaled down: smooth edges

Colour = tuple[int, int, int]
Point = tuple[float, float]

PAPER: Final[Colour] = (247, 244, 237)
INK: Final[Colour] = (38, 50, 56)
GREY: Final[Colour] = (120, 133, 138)
SEA: Final[Colour] = (46, 116, 139)
SKY: Final[Colour] = (168, 208, 219)
SUN: Final[Colour] = (232, 168, 56)
EARTH: Final[Colour] = (86, 140, 96)
CLAY: Final[Colour] = (176, 98, 66)
CRUST: Final[Colour] = (204, 150, 92)
STONE: Final[Colour] = (196, 190, 180)
WHITE: Final[Colour] = (255, 255, 255)


class Canvas:
    """A frame that is being drawn; coordinates in pixels of the finished film."""

    def __init__(self, ground: Colour = PAPER) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        """The finished frame, WIDTH x HEIGHT."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def text(self, at: Point, words: str, *, size: int = 28, colour: Colour = INK, anchor: str = "la") -> None:
        """Words at a point; the anchor is Pillow's."""
        self._draw.text((at[0] * SCALE, at[1] * SCALE), words, fill=colour, font=_font(size), anchor=anchor)

    def title(self, words: str, below: str = "") -> None:
        """The heading of a slide, with a line below it."""
        self.text((64, 52), words, size=44)
        self._draw.rectangle((64 * SCALE, 112 * SCALE, 128 * SCALE, 116 * SCALE), fill=SUN)
        if below:
            self.text((64, 130), below, size=26, colour=GREY)

    def disc(self, centre: Point, radius: float, colour: Colour, *, squash: float = 1.0) -> None:
        """A filled circle; `squash` stretches it sideways."""
        x, y = centre[0] * SCALE, centre[1] * SCALE
        rx, ry = radius * SCALE * squash, radius * SCALE
        self._draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)

    def ring(self, centre: Point, radius: float, colour: Colour, *, width: int = 2) -> None:
        """The outline of a circle."""
        x, y, r = centre[0] * SCALE, centre[1] * SCALE, radius * SCALE
        self._draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=width * SCALE)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, *, radius: float = 0) -> None:
        """A filled rectangle, its corners rounded by `radius`."""
        corners = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
        self._draw.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, *, width: int = 3) -> None:
        """A line through points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=width * SCALE, joint="curve")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * SCALE)


@dataclass(frozen=True, slots=True)
class Scene:
    """A part of a film: its length in seconds, and the function that draws it at `t` from 0 to 1."""

    seconds: float
    draw: Callable[[Canvas, float], None]
    ground: Colour = PAPER


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of narration, from and to in seconds."""

    start_s: float
    end_s: float
    text: str


def ease(t: float) -> float:
    """Ease-in-out: maps 0..1 to 0..1 along a cosine, slow at both ends."""
    return (1 - math.cos(math.pi * min(1.0, max(0.0, t)))) / 2


def between(start: float, end: float, t: float) -> float:
    """The value at `t` on the way from start to end, eased."""
    return start + (end - start) * ease(t)


def around(centre: Point, radius: float, turns: float) -> Point:
    """The point on a circle after so many turns, anticlockwise from the right."""
    angle = 2 * math.pi * turns
    return centre[0] + radius * math.cos(angle), centre[1] - radius * math.sin(angle)


def narration(lines: Sequence[tuple[float, str]], *, pause_s: float = 0.4, start_s: float = 0.5) -> list[Cue]:
    """Consecutive cues from their lengths in seconds and their texts, with a pause after each."""
    cues: list[Cue] = []
    at = start_s
    for seconds, text in lines:
        cues.append(Cue(at, at + seconds, text))
        at += seconds + pause_s
    return cues
