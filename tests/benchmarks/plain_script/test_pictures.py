"""The script keeps about the frames that vindex keeps; else it would be measured at another task."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.plain_script.pictures import keep_frames
from tests.support.media.films import make_film, make_film_of_pictures

RED, BLUE = (200, 30, 30), (30, 30, 200)


def test_a_frame_of_each_shot_is_kept_until_the_next_one(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", colours=(RED, BLUE, RED))

    kept = keep_frames(film, tmp_path / "frames")

    assert [frame.start_s for frame in kept] == pytest.approx([0.0, 1.0, 2.0], abs=0.25)
    assert [frame.end_s for frame in kept[:-1]] == [frame.start_s for frame in kept[1:]]


def test_a_picture_at_rest_is_kept_once(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", colours=(RED,) * 12)

    assert len(keep_frames(film, tmp_path / "frames")) == 1


def test_a_picture_that_changes_is_kept_again(tmp_path: Path) -> None:
    film = make_film_of_pictures(tmp_path / "film.mp4", [_stripes(second) for second in range(12)])

    kept = keep_frames(film, tmp_path / "frames")

    assert len(kept) > 2
    assert cv2.imread(str(kept[0].jpeg)) is not None


def _stripes(shift: int) -> npt.NDArray[np.uint8]:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, shift % 16 :: 16] = 255
    return picture
