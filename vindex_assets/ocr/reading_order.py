"""In which order a reader takes the lines of a picture, whichever way the slide in it is turned.

RapidOCR finds lines at any angle and reads them right; their order follows from the angle that most of the text has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.ocr.text_detection import Box

TALL: Final = 1.5  # a line so many times as high as wide is read downwards: RapidOCR's own rule
COLUMN_GAP: Final = 0.04  # of the width: a gap that runs through several lines separates columns

Quads = npt.NDArray[np.float32]
Place = tuple[int, Box]


def text_directions(quads: Quads, upside_down: Sequence[bool]) -> npt.NDArray[np.float64]:
    """Where the text of each line runs to, in pixels, of shape (lines, 2); its length is that of the line.

    Args:
        quads: Corners of the lines in pixels, of shape (lines, 4, 2), clockwise from where RapidOCR cuts them out.
        upside_down: Whether RapidOCR's classifier turned what was cut out before it was read.
    """
    corners = quads.astype(np.float64)
    along, across = corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]
    tall = np.linalg.norm(across, axis=1) >= TALL * np.linalg.norm(along, axis=1)
    runs = np.where(tall[:, None], across, along)
    return np.where(np.array(upside_down)[:, None], -runs, runs)


def dominant_angle(runs: npt.NDArray[np.float64]) -> float:
    """The angle, in radians clockwise from the right, that most of the text runs at: the circular median by length.

    Of the lines' own angles it is the one that the others turn away from least, so that a label on its side, or one
    line whose direction was mistaken, turns nothing.
    """
    angles = np.arctan2(runs[:, 1], runs[:, 0])
    away = np.abs((angles[:, None] - angles[None, :] + np.pi) % (2 * np.pi) - np.pi)
    return float(angles[(away @ np.linalg.norm(runs, axis=1)).argmin()])


def deskew_boxes(quads: Quads, angle: float, *, width: int, height: int) -> list[Box]:
    """Where the lines lie once text at `angle` runs level, as shares of the picture turned with them."""
    level = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ level
    origin, extent = frame.min(axis=0), np.ptp(frame, axis=0)
    shares = (quads @ level - origin) / extent
    return [bounding_box(corners) for corners in shares]


def bounding_box(corners: npt.NDArray[Any]) -> Box:
    """The upright box round some points of shape (points, 2)."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def sort_for_reading(boxes: Sequence[Box]) -> list[int]:
    """Places of level lines as a reader takes them: column by column, under a title that spans them, else row by row.

    Source: the recursive X-Y cut, Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984.
    """
    return [place for place, _ in _ordered(list(enumerate(boxes)))]


def _ordered(lines: Sequence[Place]) -> list[Place]:
    for cut in (_at_column_gap, _below_title):
        parts = cut(lines)
        if parts:
            return [line for part in parts for line in _ordered(part)]
    return [line for row in _rows(lines) for line in sorted(row, key=_left)]


def _at_column_gap(lines: Sequence[Place]) -> tuple[list[Place], list[Place]] | None:
    """Split at a vertical gap with at least two lines on either side of it."""
    by_left = sorted(lines, key=_left)
    for at in range(2, len(by_left) - 1):
        left, right = by_left[:at], by_left[at:]
        if _left(right[0]) - max(box[2] for _, box in left) > COLUMN_GAP:
            return left, right
    return None


def _below_title(lines: Sequence[Place]) -> tuple[list[Place], list[Place]] | None:
    """Split below the rows at the top that stand over a gap between columns, where there is such a gap."""
    rows = list(_rows(lines))
    for at in range(1, len(rows) - 1):
        below = [line for row in rows[at:] for line in row]
        if _at_column_gap(below):
            return [line for row in rows[:at] for line in row], below
    return None


def _rows(lines: Sequence[Place]) -> Iterator[list[Place]]:
    """Lines side by side, from top to bottom: those whose middle lies within the height of the first of a row."""
    row: list[Place] = []
    for line in sorted(lines, key=_middle):
        if row and _middle(line) > row[0][1][3]:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _left(line: Place) -> float:
    return line[1][0]


def _middle(line: Place) -> float:
    return (line[1][1] + line[1][3]) / 2
