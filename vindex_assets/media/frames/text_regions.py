"""Regions of a picture where edges stand that another picture does not show, and whether they look like text.

The picture is divided into cells. The edges of a cell are new if the other picture's gradients, projected on them, are
less than half as strong: edges that lie there behind something else count as shown, noise does not. Cells that touch
are a region. Across a line of text brightness rises and falls twice a stroke, many times in every row and whatever
the script; across the outline of a thing twice in all.

    row of pixels      ...#..#...##.#...#.#...
    gradient           ..+-+-..+-+-+-..+-+-     sign changes: what is counted
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.frames.gradients import Gradients

CELL: Final = 8  # pixels: about as large as the smallest letters
MIN_STRENGTH: Final = 14.0  # root mean square of a cell's gradients, in levels: a third of what faint letters have
MAX_SHOWN: Final = 0.5  # of a cell's edges in the other picture
EDGE: Final = 12  # levels: weaker gradients are no strokes
MIN_SIGN_CHANGES: Final = 9.0  # in a row: two or three letters, so that the seconds of a clock are none
BUSY_SHARE: Final = 4  # the quarter of the rows with most sign changes: lines have gaps between them
MAX_TEXT_HEIGHT: Final = 72  # pixels; a taller region needs as many more sign changes, as a page of text has
MIN_TEXT_WIDTH: Final = 2 * CELL

Cells = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of a picture, from row `top` and column `left` on, and its edges: gradients that are 0 elsewhere."""

    top: int
    left: int
    x: Plane
    y: Plane

    @property
    def energy(self) -> float:
        """Sum of the squared gradients."""
        return float((self.x * self.x).sum() + (self.y * self.y).sum())


def new_cells(standing: Gradients, shown: Gradients) -> Cells:
    """Which cells have strong edges of which `shown` has less than MAX_SHOWN."""
    x, y = _plane(standing.x), _plane(standing.y)
    energy = _cell_means(x * x + y * y)
    strong = energy > MIN_STRENGTH * MIN_STRENGTH
    if not strong.any():
        return strong
    projected = _cell_means(x * _plane(shown.x) + y * _plane(shown.y))
    return strong & (projected < MAX_SHOWN * energy)


def find_regions(standing: Gradients, cells: Cells) -> list[Region]:
    """The regions that the cells form, over gaps of one cell between words; those with most energy first."""
    import cv2

    joined = cv2.morphologyEx(np.pad(cells.view(np.uint8), 2), cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(joined[2:-2, 2:-2], connectivity=8)
    regions = [_region(standing, cells & (numbers == number), boxes[number]) for number in range(1, count)]
    return sorted(regions, key=lambda region: region.energy, reverse=True)


def is_text(region: Region) -> bool:
    """Whether a region looks like one or several lines of text."""
    height, width = region.x.shape
    needed = MIN_SIGN_CHANGES * max(1.0, height / MAX_TEXT_HEIGHT)
    return width >= MIN_TEXT_WIDTH and sign_changes(region.x) >= needed


def sign_changes(x: Plane) -> float:
    """How often the gradient along x changes its sign in a row: the mean of the quarter of rows where it does most."""
    counts = sorted((_sign_changes_of_row(row) for row in x), reverse=True)
    busiest = counts[: max(3, len(counts) // BUSY_SHARE)]
    return sum(busiest) / len(busiest)


def _sign_changes_of_row(row: Plane) -> int:
    rises = row[np.abs(row) > EDGE] > 0
    return int(np.count_nonzero(rises[1:] != rises[:-1]))


def _region(standing: Gradients, cells: Cells, box: npt.NDArray[np.int32]) -> Region:
    left, top, width, height = (int(side) for side in box[:4])
    inside = cells[top : top + height, left : left + width].repeat(CELL, 0).repeat(CELL, 1)
    rows = slice(top * CELL, (top + height) * CELL)
    columns = slice(left * CELL, (left + width) * CELL)
    x, y = (np.where(inside, levels[rows, columns], 0).astype(np.float32) for levels in (standing.x, standing.y))
    return Region(rows.start, columns.start, x, y)


def _plane(levels: npt.NDArray[np.int16]) -> Plane:
    """Gradients as floating point numbers, without the rest of a cell at the right and at the bottom."""
    height, width = (side // CELL * CELL for side in levels.shape)
    return levels[:height, :width].astype(np.float32)


def _cell_means(plane: Plane) -> Plane:
    height, width = plane.shape
    return plane.reshape(height // CELL, CELL, width // CELL, CELL).mean(axis=(1, 3))
