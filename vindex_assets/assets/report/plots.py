"""Bars as SVG: small, sharp, the same in Dagster's light and dark page, and without a library that draws.

Texts are names and numbers of ours; they are escaped all the same. A page shows an SVG as a picture: it runs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 640
ROW: Final = 24  # pixels of a bar with its gap
LABEL: Final = 140  # where bars begin
TEXT: Final = 150  # right of the longest bar
TITLE: Final = 34
COLUMNS_HEIGHT: Final = 120
COLOUR: Final = "#3f6fb5"
PALE: Final = "#b9cbe6"
INK: Final = "#222"
GREY: Final = "#666"
FONT: Final = "font-family='sans-serif' font-size='12'"

Bar = tuple[str, float, str]  # its label, its value, and what is written beside it


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A bar a row, from the top down, all to one scale."""
    most = max((value for _, value, _ in rows), default=0.0) or 1.0
    drawn = [_bar(TITLE + number * ROW, value / most, label, text) for number, (label, value, text) in enumerate(rows)]
    return _picture(title, TITLE + len(rows) * ROW + 6, drawn)


def columns(title: str, values: Sequence[Bar]) -> str:
    """A column a value, from left to right, all to one scale; the first and last label and the highest are written."""
    most = max((value for _, value, _ in values), default=0.0)
    width = (WIDTH - 20) / max(1, len(values))
    base = TITLE + 14 + COLUMNS_HEIGHT
    drawn = [
        _column(10 + number * width, base, width, value / (most or 1.0), is_highest=value == most and most > 0)
        for number, (_, value, _) in enumerate(values)
    ]
    if values:
        drawn += [_text(10, base + 16, values[0][0]), _text(WIDTH - 10, base + 16, values[-1][0], anchor="end")]
        highest = max(values, key=lambda each: each[1])
        drawn += [_text(WIDTH - 10, TITLE - 14, f"highest: {highest[2]} on {highest[0]}", anchor="end")] if most else []
    return _picture(title, base + 24, drawn)


def _bar(top: int, share: float, label: str, text: str) -> str:
    length = share * (WIDTH - LABEL - TEXT)
    return (
        f"{_text(LABEL - 8, top + 13, label, anchor='end')}"
        f"<rect x='{LABEL}' y='{top}' width='{length:.1f}' height='{ROW - 6}' fill='{COLOUR}'/>"
        f"{_text(LABEL + length + 6, top + 13, text, colour=GREY)}"
    )


def _column(left: float, base: int, width: float, share: float, *, is_highest: bool) -> str:
    height, colour = share * COLUMNS_HEIGHT, COLOUR if is_highest else PALE
    return (
        f"<rect x='{left:.1f}' y='{base - height:.1f}' width='{width - 2:.1f}' height='{height:.1f}' fill='{colour}'/>"
        f"<rect x='{left:.1f}' y='{base}' width='{width - 2:.1f}' height='1' fill='{GREY}'/>"
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{colour}' {FONT}>{escape(text)}</text>"


def _picture(title: str, height: int, drawn: Sequence[str]) -> str:
    heading = f"<text x='10' y='20' fill='{INK}' font-family='sans-serif' font-size='14'>{escape(title)}</text>"
    ground = f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>"
    size = f"width='{WIDTH}' height='{height}' viewBox='0 0 {WIDTH} {height}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{ground}{heading}{''.join(drawn)}</svg>"
