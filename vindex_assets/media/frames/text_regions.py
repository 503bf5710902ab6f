"""Regions of a picture where edges stand that another picture does not show, and whether they look like text.

The picture is divided into cells. The edges of a cell are new if the other picture's edges, projected on them, are
less than half as strong: edges that lie there behind something else count as shown, noise does not. Cells that touch
are a region. Across a line of text brightness rises and falls twice a stroke, many times in every row and whatever
the script; across the outline of a thing twice in all.

    row of pixels      ...#..#...##.#...#.#...
    edges              ..+-+-..+-+-+-..+-+-     sign changes: what is counted
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.frames.standing_edges import ROW_STEP, Edges

CELL: Final = 8  # pixels of the picture: about as large as the smallest letters
CELL_ROWS: Final = CELL // ROW_STEP
MIN_STRENGTH: Final = 11.0 * ROW_STEP  # root mean square of a cell's edges: a third of what faint letters have
MAX_SHOWN: Final = 0.5  # of a cell's edges in the other picture
EDGE: Final = 12 * ROW_STEP  # weaker edges are no strokes
MIN_SIGN_CHANGES: Final = 9.0  # in a row: two or three letters, so that the seconds of a clock are none
BUSY_SHARE: Final = 4  # the quarter of the rows with most sign changes: lines have gaps between them
MAX_TEXT_ROWS: Final = 72 // ROW_STEP  # a taller region needs as many more sign changes, as a page of text has
MIN_TEXT_WIDTH: Final = 2 * CELL
MAX_REGIONS: Final = 6

Cells = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of the plane of edges, from row `top` and column `left` on; edges of other regions are 0 in it."""

    top: int
    left: int
    edges: Plane

    @property
    def energy(self) -> float:
        """Sum of the squared edges."""
        return float(np.vdot(self.edges, self.edges))


def new_cells(standing: Edges, shown: Edges) -> Cells:
    """Which cells have strong edges of which `shown` has less than MAX_SHOWN; those at the border are whole ones."""
    rows, columns = standing.shape[0] // CELL_ROWS, standing.shape[1] // CELL
    if not (rows and columns):
        return np.zeros((rows, columns), np.bool_)
    inside = slice(rows * CELL_ROWS), slice(columns * CELL)
    edges = standing[inside].astype(np.float32)
    energy = _cell_means(edges * edges)
    strong = energy > MIN_STRENGTH * MIN_STRENGTH
    return strong & (_cell_means(edges * shown[inside]) < MAX_SHOWN * energy) if strong.any() else strong


def find_regions(standing: Edges, cells: Cells) -> list[Region]:
    """The regions that the cells form, over gaps of one cell between words; the largest MAX_REGIONS of some width."""
    import cv2

    joined = cv2.morphologyEx(np.pad(cells.view(np.uint8), 2), cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(joined[2:-2, 2:-2], connectivity=8)
    wide = [number for number in range(1, count) if boxes[number][cv2.CC_STAT_WIDTH] * CELL >= MIN_TEXT_WIDTH]
    by_size = sorted(wide, key=lambda number: int(boxes[number][cv2.CC_STAT_AREA]), reverse=True)
    return [_region(standing, cells & (numbers == number), boxes[number]) for number in by_size[:MAX_REGIONS]]


def is_text(region: Region) -> bool:
    """Whether a region looks like one or several lines of text."""
    needed = MIN_SIGN_CHANGES * max(1.0, len(region.edges) / MAX_TEXT_ROWS)
    return sign_changes(region.edges) >= needed


def sign_changes(edges: Plane) -> float:
    """How often the sign of the edges changes in a row: the mean of the quarter of rows where it does most."""
    rows, columns = np.nonzero(np.abs(edges) > EDGE)
    rises = edges[rows, columns] > 0
    changes = (rows[1:] == rows[:-1]) & (rises[1:] != rises[:-1])
    counts = np.sort(np.bincount(rows[1:][changes], minlength=len(edges)))
    return float(counts[-max(2, len(counts) // BUSY_SHARE) :].mean())


def _region(standing: Edges, cells: Cells, box: npt.NDArray[np.int32]) -> Region:
    left, top, width, height = (int(side) for side in box[:4])
    inside = cells[top : top + height, left : left + width].repeat(CELL_ROWS, 0).repeat(CELL, 1)
    first_row, first_column = top * CELL_ROWS, left * CELL
    edges = standing[first_row : first_row + height * CELL_ROWS, first_column : first_column + width * CELL]
    return Region(first_row, first_column, np.where(inside, edges, 0).astype(np.float32))


def _cell_means(plane: Plane) -> Plane:
    import cv2

    rows, columns = plane.shape[0] // CELL_ROWS, plane.shape[1] // CELL
    return cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # float32
