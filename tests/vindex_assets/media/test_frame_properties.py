"""frame_properties: all rotations and mirrorings of a display matrix, and sample aspect ratios."""

from __future__ import annotations

import numpy as np
import pytest

from vindex_assets.media.decode.scale import QUARTER_TURNS
from vindex_assets.media.frame_properties import display_matrix, orientation, sample_aspect

MATRICES = [(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (-1, 0, 0, 1), (1, 0, 0, -1), (0, 1, 1, 0)]
CORNERS = np.array([[0, 1], [2, 3]])


def transformed_corners(matrix: tuple[int, int, int, int]) -> list[list[int]]:
    """Where the corners of a picture go: x' = a x + c y, y' = b x + d y, about its middle."""
    a, b, c, d = matrix
    out = np.zeros((2, 2), int)
    for y in (0, 1):
        for x in (0, 1):
            to_x, to_y = a * (2 * x - 1) + c * (2 * y - 1), b * (2 * x - 1) + d * (2 * y - 1)
            out[(to_y + 1) // 2, (to_x + 1) // 2] = CORNERS[y, x]
    return out.tolist()


@pytest.mark.parametrize("matrix", [*MATRICES, (0, -1, -1, 0)])
def test_a_matrix_is_a_mirroring_and_then_a_turn(matrix: tuple[int, int, int, int]) -> None:
    rotation, mirrored = orientation(matrix)
    picture = CORNERS[:, ::-1] if mirrored else CORNERS
    assert np.rot90(picture, QUARTER_TURNS[rotation]).tolist() == transformed_corners(matrix)


def test_a_turn_by_a_few_degrees_is_none() -> None:
    assert orientation((0.999, 0.04, -0.04, 0.999)) == (0, False)


@pytest.mark.parametrize(("ratio", "aspect"), [(None, 1), (0, 1), (1, 1), (224 / 225, 1), (2, 2), (16 / 15, 16 / 15)])
def test_pixels_nearly_square_are_square(ratio: float | None, aspect: float) -> None:
    assert sample_aspect(ratio) == aspect


@pytest.mark.parametrize("ratio", [600.0, 1e-5])
def test_an_implausible_aspect_ratio_is_ignored(ratio: float) -> None:
    assert sample_aspect(ratio) == 1


class JpegFrame:
    """A frame with side data that PyAV knows no name of, as PyAV 18 behaves."""

    def __init__(self, rotation: int) -> None:
        self.rotation = rotation  # anticlockwise, as FFmpeg counts

    @property
    def side_data(self) -> dict[str, bytes]:
        raise ValueError("31 is not a valid Type")


@pytest.mark.parametrize(("anticlockwise", "clockwise"), [(0, 0), (-90, 90), (180, 180), (90, 270)])
def test_side_data_that_pyav_does_not_know_hides_no_rotation(anticlockwise: int, clockwise: int) -> None:
    assert orientation(display_matrix(JpegFrame(anticlockwise))) == (clockwise, False)
