"""image_hash: near-duplicates have close hashes, and an encoder gets pictures upright."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support.media.pictures import DISTORTIONS, NAMES, encode, load_picture, pixels
from vindex_search.common.pictures.image_hash import MAX_ENCODER_SIDE, hamming_distance, phash, to_upright_jpeg
from vindex_search.common.pictures.picture_file import decode_image
from vindex_search.query.examples.image_lookup import MAX_DISTANCE

SIDEWAYS = 6  # the EXIF orientation of a camera that was held upright


@pytest.mark.parametrize("change", DISTORTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_modified_picture_has_a_close_hash(media: Path, name: str, change: str) -> None:
    image = load_picture(media, name)
    assert hamming_distance(phash(pixels(image)), phash(pixels(DISTORTIONS[change](image)))) <= MAX_DISTANCE


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_different_pictures_have_distant_hashes(media: Path, one: str, other: str) -> None:
    hashes = [phash(pixels(load_picture(media, name))) for name in (one, other)]
    assert hamming_distance(*hashes) >= 2 * MAX_DISTANCE


def test_an_encoder_gets_the_picture_upright_and_not_too_large(media: Path) -> None:
    image = load_picture(media, "coffee").resize((3000, 2000))
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    found = decode_image(to_upright_jpeg(encode(image.rotate(90, expand=True), "JPEG", exif=exif)))
    assert found.shape[:2] == pytest.approx((MAX_ENCODER_SIDE * 2 // 3, MAX_ENCODER_SIDE), abs=1)
    assert hamming_distance(phash(found), phash(pixels(image))) <= MAX_DISTANCE


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_hamming_distance_counts_bits(one: int, other: int) -> None:
    assert hamming_distance(one, one) == 0
    assert hamming_distance(one, other) == hamming_distance(other, one) == f"{one ^ other:b}".count("1")


@given(st.randoms(use_true_random=False))
def test_a_hash_has_64_bits_and_that_of_the_mean_is_0(chance: random.Random) -> None:
    noise = np.frombuffer(chance.randbytes(40 * 30 * 3), dtype=np.uint8).reshape(30, 40, 3)
    found = phash(noise)
    assert 0 <= found < 2**63
    assert found == phash(np.ascontiguousarray(noise))
