"""similarity: which pictures are near duplicates and which are not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from vindex_assets.media.frames.similarity import CELL_TOLERANCE, FrameSignature, is_near_duplicate, signature
from vindex_search.common.pictures.image_hash import hamming_distance

WIDE = (910, 512)  # a 16:9 slide as it is sampled
HASHES = st.integers(0, 2**64 - 1)


def slide(*lines: str, size: int = 24, ink: tuple[int, int, int] = (20, 20, 30)) -> npt.NDArray[np.uint8]:
    picture = Image.new("RGB", WIDE, (250, 250, 245))
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 50 + 2 * size * number), line, fill=ink, font=ImageFont.load_default(size))
    return np.asarray(picture)


def noisy(picture: npt.NDArray[np.uint8], *, levels: float) -> npt.NDArray[np.uint8]:
    noise = np.random.default_rng(1).normal(0, levels, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


FIRST = slide("Conservation of energy", "Pendulum demonstration")


@pytest.mark.parametrize(
    "other",
    [
        slide("Conservation of energy", "Work done by gravity"),
        slide("Conservation of energy", "Pendulum demonstration", "m = 15 kg"),
        slide("Conservation of energy"),
        slide("Conservation of energy", "Pendulum demonstration", ink=(200, 20, 30)),
        slide(),
    ],
    ids=["another line", "one more line", "one line less", "another colour", "blank"],
)
def test_slides_with_other_text_are_no_near_duplicates(other: npt.NDArray[np.uint8]) -> None:
    assert not is_near_duplicate(signature(FIRST), signature(other))


def test_a_slide_with_compression_noise_is_a_near_duplicate() -> None:
    assert is_near_duplicate(signature(FIRST), signature(noisy(FIRST, levels=6)))


def faint_blots(step: int, *, rows: int = 6, columns: int = 8) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Blots that are hardly lighter than their ground, and the same with light and dark exchanged."""
    shares = np.random.default_rng(3).random((rows, columns, 1)).repeat(3, 2)
    lit = shares.repeat(36 // rows, 0).repeat(64 // columns, 1) > 0.5
    return np.where(lit, 100 + step, 100).astype(np.uint8), np.where(lit, 100, 100 + step).astype(np.uint8)


@pytest.mark.parametrize(("rows", "columns"), [(6, 8), (36, 1), (1, 32)], ids=["blots", "rows", "columns"])
def test_pictures_with_like_colours_and_another_shape_are_no_near_duplicates(rows: int, columns: int) -> None:
    """No cell differs by more than noise does; only the hash tells them apart."""
    one, other = map(signature, faint_blots(20, rows=rows, columns=columns))
    assert np.abs(one.cells - other.cells).max() <= CELL_TOLERANCE
    assert not is_near_duplicate(one, other)
    assert not is_near_duplicate(other, one)


def test_a_shape_fainter_than_noise_is_none() -> None:
    """A picture of one colour, whatever its hash."""
    one, other = map(signature, faint_blots(19))
    assert hamming_distance(one.phash, other.phash) > 6
    assert is_near_duplicate(one, other)


@pytest.mark.parametrize(("bits", "same"), [(0, True), (6, True), (7, False)])
def test_six_bits_of_a_hash_may_differ(bits: int, same: bool) -> None:
    one = signature(FIRST)
    other = FrameSignature(phash=one.phash ^ (2**bits - 1), cells=one.cells)
    assert is_near_duplicate(one, other) is same


@pytest.mark.parametrize(("cells", "same"), [(5, True), (6, False)])
def test_five_cells_may_differ(cells: int, same: bool) -> None:
    one = signature(FIRST)
    changed = one.cells.copy()
    changed[0, :cells, 1] -= CELL_TOLERANCE + 1
    assert is_near_duplicate(one, FrameSignature(phash=one.phash, cells=changed)) is same


@pytest.mark.parametrize(("levels", "same"), [(20, True), (21, False)])
def test_a_cell_may_differ_by_twenty_levels_of_any_colour(levels: int, same: bool) -> None:
    one = signature(FIRST)
    changed = one.cells.copy()
    changed[:, :, 2] -= levels
    assert is_near_duplicate(one, FrameSignature(phash=one.phash, cells=changed)) is same


def test_a_mouse_pointer_that_moves_on_changes_nothing() -> None:
    moved = FIRST.copy()
    moved[300:318, 500:512] = 0
    assert is_near_duplicate(signature(FIRST), signature(moved))


def test_flat_pictures_are_compared_by_their_colour() -> None:
    red, red_again, grey_alike = ((150, 60, 60), (152, 61, 59), (60, 99, 60))
    flat = [signature(np.full((64, 96, 3), colour, np.uint8)) for colour in (red, red_again, grey_alike)]
    assert is_near_duplicate(flat[0], flat[1])
    assert not is_near_duplicate(flat[0], flat[2])


def test_the_hash_stands_scaling_and_brightness() -> None:
    large = signature(FIRST).phash
    small = signature(np.asarray(Image.fromarray(FIRST).resize((455, 256)))).phash
    brighter = signature(np.clip(FIRST.astype(int) - 20, 0, 255).astype(np.uint8)).phash
    assert hamming_distance(large, small) <= 6
    assert hamming_distance(large, brighter) <= 6


def test_hashes_of_different_pictures_are_far_apart() -> None:
    rng = np.random.default_rng(0)
    coarse = [rng.integers(0, 255, (6, 8, 3), dtype=np.uint8) for _ in range(2)]
    one, other = (signature(np.asarray(Image.fromarray(c).resize(WIDE))).phash for c in coarse)
    assert hamming_distance(one, other) > 15


def test_a_hash_fits_its_column() -> None:
    assert 0 <= signature(FIRST).phash < 2**64


@given(one=HASHES, other=HASHES)
def test_distance_is_a_distance(one: int, other: int) -> None:
    assert hamming_distance(one, one) == 0
    assert hamming_distance(one, other) == hamming_distance(other, one)
    assert 0 <= hamming_distance(one, other) <= 64


@given(seed=st.integers(0, 1000))
def test_every_picture_is_like_itself(seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 255, (36, 64, 3), dtype=np.uint8)
    assert is_near_duplicate(signature(picture), signature(picture))
