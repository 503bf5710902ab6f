"""The picture of a video, chosen among drawn frames of which the right one is known."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from vindex_assets.media.frames.poster import MAX_CANDIDATES, Candidate, candidate_rows, choose_poster, read_gray
from vindex_search.common.pictures.image_hash import phash

DURATION_S = 100.0


def scene(seed: int) -> Image.Image:
    """A drawn scene of many shapes: what the film is about."""
    generator = np.random.default_rng(seed)
    image = Image.new("RGB", (320, 180), (90, 120, 160))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, width, height = generator.integers(0, (280, 150, 60, 40), 4).tolist()
        draw.rectangle([x, y, x + width + 4, y + height + 4], fill=tuple(generator.integers(20, 235, 3).tolist()))
    return image


def logo() -> Image.Image:
    image = Image.new("RGB", (320, 180), (20, 60, 120))
    ImageDraw.Draw(image).ellipse([130, 60, 190, 120], fill=(240, 240, 240))
    return image


BLACK = Image.new("RGB", (320, 180), (4, 4, 4))
WHITE = Image.new("RGB", (320, 180), (250, 250, 250))


def blurred(seed: int) -> Image.Image:
    return scene(seed).filter(ImageFilter.GaussianBlur(8))


def candidate(image: Image.Image, start_s: float, end_s: float) -> Candidate:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return Candidate(start_s, end_s, phash(np.asarray(image)), read_gray(file.getvalue()))


def chosen(*images: Image.Image) -> int:
    """Which of the frames of a film, that share it evenly, is its picture."""
    step = DURATION_S / len(images)
    frames = [candidate(image, step * at, step * (at + 1)) for at, image in enumerate(images)]
    poster = choose_poster(frames, DURATION_S)
    assert poster is not None
    return frames.index(poster)


@pytest.mark.parametrize("bad", [BLACK, WHITE, blurred(3), logo()], ids=["black", "white", "blurred", "logo"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_scene_is_chosen_over_what_shows_nothing(bad: Image.Image, place: int) -> None:
    frames = [bad] * 3
    frames[place] = scene(1)

    assert chosen(*frames) == place


def test_a_lead_in_of_black_logo_and_blur_is_passed_over() -> None:
    assert chosen(BLACK, logo(), blurred(2), scene(3), logo(), BLACK) == 3


def test_a_detailed_ident_that_returns_is_passed_over() -> None:
    ident = scene(9)

    assert chosen(scene(1).filter(ImageFilter.BoxBlur(1)), ident, scene(2), ident, scene(4), ident) in {2, 4}


def test_between_good_frames_the_sharper_one_is_chosen() -> None:
    assert chosen(BLACK, scene(1).filter(ImageFilter.BoxBlur(1)), scene(1), BLACK) == 2


def test_a_film_of_black_alone_has_a_picture_all_the_same() -> None:
    assert chosen(BLACK, BLACK) in {0, 1}


def test_without_frames_there_is_none() -> None:
    assert choose_poster([], DURATION_S) is None


def test_the_frames_that_are_looked_at_are_spread_and_bounded() -> None:
    rows = candidate_rows(10_000)

    assert (rows[0], rows[-1], len(rows)) == (0, 9_999, MAX_CANDIDATES)


@pytest.mark.parametrize(("count", "rows"), [(0, []), (1, [0]), (3, [0, 1, 2])])
def test_all_of_a_few_frames_are_looked_at(count: int, rows: list[int]) -> None:
    assert candidate_rows(count) == rows
