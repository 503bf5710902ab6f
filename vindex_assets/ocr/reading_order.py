"""Reading order of the lines of a picture, whichever way the text in it is turned.

RapidOCR detects and recognises lines at any angle. Their order follows from the angle that most of the text has: the
boxes are turned until that text is level, then sorted by the recursive X-Y cut:

    +----------------------+      1. no gap runs through all lines: cut below the title, where the rest has one
    | Title over both      |      2. cut the rest at the vertical gap
    | High water | Low     |      3. within a part: row by row, from the left
    | Spring     | Neap    |      order: Title, High water, Spring, Low, Neap
    +----------------------+
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.ocr.text_detection import Box

VERTICAL_RATIO: Final = 1.5  # a line so many times as high as wide is read downwards: RapidOCR's own rule
COLUMN_GAP: Final = 0.04  # of the width; a gap that runs through several lines separates columns

Quads = npt.NDArray[np.float32]
"""Corners of lines in pixels, of shape (lines, 4, 2), clockwise from where RapidOCR cuts them out."""

IndexedBox = tuple[int, Box]
"""Index of a line, and its box."""


def text_directions(quads: Quads, upside_down: Sequence[bool]) -> npt.NDArray[np.float64]:
    """Vector along the text of each line, in pixels, of shape (lines, 2); its length is that of the line.

        0 ---- along ---> 1       wide: the text runs along
        |                         1.5 times as high as wide: it runs across, from 0 to 3
        across                    upside down: it runs the other way
        v
        3                 2

    Args:
        quads: Corners of the lines.
        upside_down: Whether RapidOCR's classifier turned the cut-out line before it was recognised.
    """
    corners = quads.astype(np.float64)
    along, across = corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]
    is_vertical = np.linalg.norm(across, axis=1) >= VERTICAL_RATIO * np.linalg.norm(along, axis=1)
    directions = np.where(is_vertical[:, None], across, along)
    return np.where(np.array(upside_down)[:, None], -directions, directions)


def dominant_angle(directions: npt.NDArray[np.float64]) -> float:
    """The angle of most of the text, in radians clockwise from the right: the circular median, weighted by length.

    It is one of the lines' own angles, the one that the others differ from least, so that a label on its side, or one
    line whose direction was mistaken, turns nothing.
    """
    angles = np.arctan2(directions[:, 1], directions[:, 0])
    differences = np.abs((angles[:, None] - angles[None, :] + np.pi) % (2 * np.pi) - np.pi)
    return float(angles[(differences @ np.linalg.norm(directions, axis=1)).argmin()])


def deskew_boxes(quads: Quads, angle: float, *, width: int, height: int) -> list[Box]:
    """Boxes of the lines once text at `angle` is turned level, as shares of the picture that is turned with them."""
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ rotation
    origin, extent = frame.min(axis=0), np.ptp(frame, axis=0)
    shares = (quads @ rotation - origin) / extent
    return [bounding_box(corners) for corners in shares]


def bounding_box(points: npt.NDArray[Any]) -> Box:
    """The upright box round points of shape (points, 2)."""
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def sort_for_reading(boxes: Sequence[Box]) -> list[int]:
    """Indices of level lines in reading order: column by column, under a title that spans them, else row by row.

    Source: the recursive X-Y cut, Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984.
    """
    return [index for index, _ in _xy_cut(list(enumerate(boxes)))]


def _xy_cut(lines: Sequence[IndexedBox]) -> list[IndexedBox]:
    for cut in (_cut_at_column_gap, _cut_below_title):
        parts = cut(lines)
        if parts:
            return [line for part in parts for line in _xy_cut(part)]
    return [line for row in _rows(lines) for line in sorted(row, key=_left)]


def _cut_at_column_gap(lines: Sequence[IndexedBox]) -> tuple[list[IndexedBox], list[IndexedBox]] | None:
    """Cut at a vertical gap with at least two lines on either side of it."""
    by_left = sorted(lines, key=_left)
    for count in range(2, len(by_left) - 1):
        left, right = by_left[:count], by_left[count:]
        if _left(right[0]) - max(_right(line) for line in left) > COLUMN_GAP:
            return left, right
    return None


def _cut_below_title(lines: Sequence[IndexedBox]) -> tuple[list[IndexedBox], list[IndexedBox]] | None:
    """Cut below the fewest rows at the top that leave lines with a column gap."""
    rows = list(_rows(lines))
    for count in range(1, len(rows) - 1):
        title, rest = _joined(rows[:count]), _joined(rows[count:])
        if _cut_at_column_gap(rest):
            return title, rest
    return None


def _joined(rows: Sequence[Sequence[IndexedBox]]) -> list[IndexedBox]:
    return [line for row in rows for line in row]


def _rows(lines: Sequence[IndexedBox]) -> Iterator[list[IndexedBox]]:
    """Lines side by side, from top to bottom: those whose middle lies above the bottom of the first of the row."""
    row: list[IndexedBox] = []
    for line in sorted(lines, key=_middle):
        if row and _middle(line) > _bottom(row[0]):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _left(line: IndexedBox) -> float:
    return line[1][0]


def _right(line: IndexedBox) -> float:
    return line[1][2]


def _bottom(line: IndexedBox) -> float:
    return line[1][3]


def _middle(line: IndexedBox) -> float:
    """Height of the middle of a line."""
    return (line[1][1] + line[1][3]) / 2
