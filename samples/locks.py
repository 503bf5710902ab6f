"""Film 3: how a canal lock lifts a boat. It only shows: no sound, no subtitles, the words are in the picture."""

from __future__ import annotations

from typing import Final

from samples.drawing import CLAY, EARTH, GREY, INK, PAPER, SEA, SKY, STONE, SUN, WHITE, Canvas, Scene, between

LOW: Final = 440.0
HIGH: Final = 290.0
LEFT_GATE: Final = 330.0
RIGHT_GATE: Final = 660.0
FLOOR: Final = 500.0
GATE_TOP: Final = 270.0
GATE_LIFTED: Final = 100.0  # the lower gate is lifted out of the way
GATE_SUNK: Final = 400.0  # the upper gate sinks to its sill


def _lock(canvas: Canvas, *, chamber: float, lower_open: float, upper_open: float, boat: float, words: str) -> None:
    """The lock from the side: level in the chamber, how far each gate is open, where the boat is."""
    canvas.text((480, 56), words, size=38, anchor="mm")
    _basin(canvas, chamber)
    level = LOW if boat < LEFT_GATE else HIGH if boat > RIGHT_GATE else chamber
    _boat(canvas, boat, level)
    _gate(canvas, LEFT_GATE, between(GATE_TOP, GATE_LIFTED, lower_open), "lower gate")
    _gate(canvas, RIGHT_GATE, between(GATE_TOP, GATE_SUNK, upper_open), "upper gate")


def _basin(canvas: Canvas, chamber: float) -> None:
    canvas.box(0, LOW, LEFT_GATE, FLOOR, SEA)
    canvas.box(LEFT_GATE, chamber, RIGHT_GATE, FLOOR, SEA)
    canvas.box(RIGHT_GATE, HIGH, 960, FLOOR, SEA)
    canvas.box(RIGHT_GATE, 400, 960, 540, STONE)
    canvas.box(0, FLOOR, 960, 540, STONE)
    for left, right, top in ((0, LEFT_GATE, LOW), (LEFT_GATE, RIGHT_GATE, chamber), (RIGHT_GATE, 960, HIGH)):
        canvas.box(left, top, right, top + 4, SKY)


def _gate(canvas: Canvas, x: float, top: float, name: str) -> None:
    canvas.box(x - 8, top, x + 8, min(FLOOR, top + FLOOR - GATE_TOP), CLAY, radius=3)
    canvas.text((x, 522), name, size=20, colour=INK, anchor="mm")


def _boat(canvas: Canvas, x: float, level: float) -> None:
    canvas.shape([(x - 74, level - 18), (x + 74, level - 18), (x + 56, level + 16), (x - 60, level + 16)], EARTH)
    canvas.box(x - 40, level - 52, x + 26, level - 18, WHITE, radius=4)
    for window in (-28, -8, 12):
        canvas.disc((x + window, level - 36), 6, SKY)
    canvas.line([(x + 44, level - 18), (x + 44, level - 84)], INK)
    canvas.shape([(x + 44, level - 84), (x + 44, level - 62), (x + 78, level - 73)], SUN)


def _opening(canvas: Canvas, t: float) -> None:
    canvas.text((64, 90), "The Canal Lock", size=72)
    canvas.text((64, 180), "A staircase made of water", size=30, colour=GREY)
    canvas.box(0, 430, 960, 540, SEA)
    _boat(canvas, between(120, 640, t), 430)


def _enters(canvas: Canvas, t: float) -> None:
    _lock(
        canvas, chamber=LOW, lower_open=1, upper_open=0, boat=between(120, 495, t), words="The boat enters the chamber"
    )


def _closes(canvas: Canvas, t: float) -> None:
    _lock(canvas, chamber=LOW, lower_open=1 - t, upper_open=0, boat=495, words="The lower gate closes behind it")


def _fills(canvas: Canvas, t: float) -> None:
    level = between(LOW, HIGH, t)
    _lock(canvas, chamber=level, lower_open=0, upper_open=0, boat=495, words="The sluice opens: the chamber fills")
    for lift in (0, 14, 28):
        canvas.line([(690, 420 + lift), (640, 430 + lift)], PAPER)


def _opens(canvas: Canvas, t: float) -> None:
    _lock(canvas, chamber=HIGH, lower_open=0, upper_open=t, boat=495, words="Levels are equal: the upper gate opens")


def _leaves(canvas: Canvas, t: float) -> None:
    _lock(
        canvas, chamber=HIGH, lower_open=0, upper_open=1, boat=between(495, 860, t), words="The boat sails on upstream"
    )


def _closing(canvas: Canvas, t: float) -> None:
    canvas.title("No engine, no pump", "only the weight of the river does the lifting")
    canvas.box(64, 300, between(64, 896, t), 308, SEA, radius=4)
    canvas.text((64, 340), "In use since the year 984, on the Grand Canal of China", size=28)


SCENES: Final = (
    Scene(5, _opening, (233, 240, 240)),
    Scene(7, _enters),
    Scene(5, _closes),
    Scene(8, _fills),
    Scene(5, _opens),
    Scene(6, _leaves),
    Scene(5, _closing),
)
