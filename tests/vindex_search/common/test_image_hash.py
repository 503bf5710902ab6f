"""image_hash: near-duplicates have close hashes, and files that cannot be decoded are refused with a reason."""

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
from vindex_search.common.image_hash import (
    MAX_ENCODER_SIDE,
    MAX_SIDE,
    decode_image,
    hamming_distance,
    phash,
    to_upright_jpeg,
)
from vindex_search.query.image_lookup import MAX_DISTANCE

SIDEWAYS = 6  # the EXIF orientation of a camera that was held upright
STRIPES = Image.fromarray(np.repeat(np.arange(0, 240, 10, dtype=np.uint8), 24 * 3).reshape(24, 24, 3))


@pytest.mark.parametrize("change", DISTORTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_modified_picture_has_a_close_hash(media: Path, name: str, change: str) -> None:
    image = load_picture(media, name)
    assert hamming_distance(phash(pixels(image)), phash(pixels(DISTORTIONS[change](image)))) <= MAX_DISTANCE


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_different_pictures_have_distant_hashes(media: Path, one: str, other: str) -> None:
    hashes = [phash(pixels(load_picture(media, name))) for name in (one, other)]
    assert hamming_distance(*hashes) >= 2 * MAX_DISTANCE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_file_is_decoded(media: Path, kind: str) -> None:
    image = load_picture(media, "coffee")
    found = decode_image(encode(image, kind))
    assert found.shape == (image.height, image.width, 3)
    assert found.dtype == np.uint8
    assert hamming_distance(phash(found), phash(pixels(image))) <= MAX_DISTANCE


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "I;16", "1"])
def test_a_picture_of_any_colour_mode_is_decoded(mode: str) -> None:
    assert decode_image(encode(STRIPES.convert("L").convert(mode))).shape == (24, 24, 3)


def test_exif_orientation_is_applied(media: Path) -> None:
    image = load_picture(media, "coffee")
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    found = decode_image(encode(image.rotate(90, expand=True), "JPEG", quality=95, exif=exif))
    assert found.shape == (image.height, image.width, 3)
    assert hamming_distance(phash(found), phash(pixels(image))) <= MAX_DISTANCE


def test_an_encoder_gets_the_picture_upright_and_not_too_large(media: Path) -> None:
    image = load_picture(media, "coffee").resize((3000, 2000))
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    found = decode_image(to_upright_jpeg(encode(image.rotate(90, expand=True), "JPEG", exif=exif)))
    assert found.shape[:2] == pytest.approx((MAX_ENCODER_SIDE * 2 // 3, MAX_ENCODER_SIDE), abs=1)
    assert hamming_distance(phash(found), phash(pixels(image))) <= MAX_DISTANCE


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cannot be read"),
        (b"no picture", "cannot be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "PNG, JPEG and WebP can"),
        (encode(STRIPES)[:-40], "cannot be read"),
        (encode(STRIPES).replace(b"\x00\x00\x00\x0dIHDR", b"\x00\x00\x00\x03IHDR"), "cannot be read"),
        (encode(Image.new("1", (MAX_SIDE + 1, 1))), f"{MAX_SIDE + 1} x 1 pixels; at most {MAX_SIDE} a side"),
        (encode(Image.new("1", (MAX_SIDE, MAX_SIDE))), r"over \d+ pixels, the most allowed"),
    ],
)
def test_an_unusable_file_is_refused_with_the_reason(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        decode_image(data)


def test_a_real_damaged_picture_is_refused_with_the_reason(media: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        decode_image((media / "image" / "corrupt.jpg").read_bytes())


@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.randoms(use_true_random=False))
def test_mutated_bytes_are_decoded_or_refused(kind: str, chance: random.Random) -> None:
    data = bytearray(encode(STRIPES, kind))
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    found, said = None, ""
    try:
        found = decode_image(bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data))
    except ValueError as problem:
        said = str(problem)
    assert "the picture" in said if found is None else found.shape[2] == 3


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
