"""text_regions: where edges are new, how they group, and what looks like text."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.media.overlays.overlay import Overlay, Place, draw_overlays
from vindex_assets.media.decode.base import Luma
from vindex_assets.media.frames.standing_edges import ROW_STEP, Edges, find_edges
from vindex_assets.media.frames.text_regions import (
    CELL,
    CELL_ROWS,
    MAX_REGIONS,
    Region,
    find_regions,
    is_text,
    new_cells,
    sign_changes,
)

WIDTH = 384
HEIGHT = 216
GREY: Luma = np.full((HEIGHT, WIDTH), 128, np.uint8)
NO_EDGES = find_edges(GREY)


def written(text: str, *, place: Place = "lower third", height: float = 1 / 24) -> Edges:
    """The edges of a text on grey."""
    picture = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    drawn = draw_overlays(picture, [Overlay(text, 0, 1, place=place, height=height, box="none")], 0.5)
    return find_edges(drawn[:, :, 1])


def regions_of(edges: Edges) -> list[Region]:
    return find_regions(edges, new_cells(edges, NO_EDGES))


def outline() -> Edges:
    """The edges of a dark thing as large as a hand."""
    picture = GREY.copy()
    picture[60:120, 100:160] = 10
    return find_edges(picture)


def test_edges_that_another_picture_does_not_show_are_new_cells() -> None:
    cells = new_cells(written("Dr. Maria Lindqvist"), NO_EDGES)
    assert cells.shape == (HEIGHT // CELL, WIDTH // CELL)
    assert cells[19:23].any()
    assert not cells[:18].any()


def test_edges_that_the_other_picture_shows_are_not_new() -> None:
    edges = written("Dr. Maria Lindqvist")
    assert not new_cells(edges, edges).any()


def test_edges_are_not_new_where_the_other_picture_shows_them_amid_noise() -> None:
    edges = written("Dr. Maria Lindqvist")
    noise = np.random.default_rng(1).normal(0, 30, edges.shape).astype(np.int16)
    assert new_cells(edges, edges + noise).sum() <= new_cells(edges, NO_EDGES).sum() / 20


def test_edges_are_new_where_the_other_picture_has_different_ones() -> None:
    one, other = written("Dr. Maria Lindqvist"), written("Head of Procurement")
    assert new_cells(one, other).sum() >= new_cells(one, NO_EDGES).sum() / 2


def test_faint_edges_are_not_new() -> None:
    assert not new_cells(written("Dr. Maria Lindqvist") // 12, NO_EDGES).any()


@pytest.mark.parametrize("shape", [(0, 1), (1, 1), (2, 50), (50, 3)])
def test_a_picture_smaller_than_a_cell_has_no_cells(shape: tuple[int, int]) -> None:
    edges = np.full(shape, 900, np.int16)
    assert new_cells(edges, np.zeros_like(edges)).size == 0


def test_words_of_a_line_are_one_region() -> None:
    (region,) = regions_of(written("Dr. Maria Lindqvist"))
    assert region.edges.shape[1] > 100


def test_a_region_holds_the_edges_of_its_cells() -> None:
    edges = written("Dr. Maria Lindqvist")
    (region,) = regions_of(edges)
    rows, columns = region.edges.shape
    there = edges[region.top : region.top + rows, region.left : region.left + columns]
    assert set(np.unique(region.edges - there)) == {0.0} or (region.edges[region.edges != 0] != 0).all()
    assert region.energy == pytest.approx(float((region.edges**2).sum()))


def test_of_many_regions_the_largest_are_found() -> None:
    cells = np.zeros((27, 48), np.bool_)
    cells[::4, ::6] = cells[::4, 1::6] = True
    cells[13:15, 20:30] = True
    regions = find_regions(np.ones((27 * CELL_ROWS, 48 * CELL), np.int16), cells)
    assert len(regions) == MAX_REGIONS
    assert regions[0].edges.shape[1] >= 10 * CELL


@pytest.mark.parametrize(
    ("text", "height"),
    [("Wen Li", 1 / 30), ("Dr. Maria Lindqvist\nHead of Research", 1 / 24), ("1914", 1 / 6), ("Chapter Two", 1 / 8)],
)
def test_text_of_any_size_looks_like_text(text: str, height: float) -> None:
    assert any(is_text(region) for region in regions_of(written(text, height=height)))


def test_the_outline_of_a_thing_is_no_text() -> None:
    assert not any(is_text(region) for region in regions_of(outline()))


def test_the_seconds_of_a_clock_are_no_text() -> None:
    one, other = written("10:59:41"), written("10:59:42")
    assert not any(is_text(region) for region in find_regions(one, new_cells(one, other)))


def test_a_tall_texture_needs_more_strokes_than_a_line() -> None:
    row = np.zeros(24 * CELL, np.float32)
    row[::16], row[8::16] = 100 * ROW_STEP, -100 * ROW_STEP
    line, wall = (Region(0, 0, np.tile(row, (rows, 1))) for rows in (2 * CELL_ROWS, 25 * CELL_ROWS))
    assert (is_text(line), is_text(wall)) == (True, False)


def test_sign_changes_are_those_of_the_busiest_rows() -> None:
    edges = np.zeros((8, 60), np.float32)
    edges[2:4, 10:50:4], edges[2:4, 12:50:4] = 100, -100
    assert sign_changes(edges) == 19


def test_a_region_without_strokes_has_no_sign_changes() -> None:
    assert sign_changes(np.zeros((8, 16), np.float32)) == 0
