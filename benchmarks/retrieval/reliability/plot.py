"""The reliability of several sets as one diagram, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from benchmarks.retrieval.reliability.tenths import Tenth

SIDE: Final = 400  # pixels from 0 to 1
MARGIN: Final = 40
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # Okabe and Ito's


def reliability_svg(rows: Mapping[str, Sequence[Tenth]]) -> str:
    """Seen against expected, a line a set; on the diagonal both are equal."""
    lines = [_line(number, name, tenths) for number, (name, tenths) in enumerate(rows.items())]
    size, far = SIDE + 2 * MARGIN, SIDE + MARGIN
    frame = f'<path d="M{MARGIN} {MARGIN}V{far}H{far}" fill="none" stroke="#000"/>'
    diagonal = f'<path d="M{MARGIN} {far}L{far} {MARGIN}" stroke="#999" stroke-dasharray="4"/>'
    across = f'<text x="{far}" y="{size - 8}" text-anchor="end">expected: confidence, 0 to 1</text>'
    up = f'<text x="{MARGIN}" y="{MARGIN - 12}">seen: share that is right, 0 to 1</text>'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="13">'
    )
    return "\n".join([head, frame, diagonal, across, up, *lines, "</svg>\n"])


def _line(number: int, name: str, tenths: Sequence[Tenth]) -> str:
    colour, y = COLOURS[number % len(COLOURS)], MARGIN + 20 + 18 * number
    points = " ".join(f"{MARGIN + SIDE * one.expected:.1f},{MARGIN + SIDE * (1 - one.seen):.1f}" for one in tenths)
    line = f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return f'{line}<text x="{MARGIN + 12}" y="{y}" fill="{colour}">{escape(name)}</text>'
