"""The script keeps about the frames that vindex keeps; else it would be measured at another task."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
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


def test_a_picture_that_moves_all_the_time_is_kept_every_five_seconds(tmp_path: Path) -> None:
    drifting = [np.roll(_stripes(), 3 * second, axis=1) for second in range(12)]
    film = make_film_of_pictures(tmp_path / "film.mp4", [one for one in drifting for _ in range(1)])

    kept = keep_frames(film, tmp_path / "frames")

    assert len(kept) <= 12
    assert all(cv2.imread(str(frame.jpeg)).shape == (64, 64, 3) for frame in kept)


def _stripes() -> np.ndarray:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, ::16] = 255
    return picture
