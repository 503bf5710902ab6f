"""picture_file: pictures are decoded upright and shrunk; hostile ones are refused before they cost anything."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support.media.pictures import encode, load_picture, pixels
from vindex_search.common.pictures.image_hash import hamming_distance, phash
from vindex_search.common.pictures.picture_file import DECODED_SIDE, MAX_PIXELS, MAX_SIDE, decode_image
from vindex_search.query.examples.image_lookup import MAX_DISTANCE

SIDEWAYS = 6  # the EXIF orientation of a camera that was held upright
STRIPES = Image.fromarray(np.repeat(np.arange(0, 240, 10, dtype=np.uint8), 24 * 3).reshape(24, 24, 3))
PEAK_OF_DECODING = """
import resource, sys, PIL.Image, PIL.ImageOps
from pathlib import Path
from vindex_search.common.pictures.picture_file import decode_image
data = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
decode_image(data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def canvas_of_webp(data: bytes, side: int) -> bytes:
    """A WebP file that says that its canvas has so many pixels a side."""
    head = struct.pack("<4sIII", b"VP8X", 10, 2, side - 1)[:15] + (side - 1).to_bytes(3, "little")
    return data[:12] + head + data[12:]


def many_scans(data: bytes, number: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * number + data[-2:]


def png_with(kind: bytes, data: bytes) -> bytes:
    """A PNG file with one more chunk."""
    before, end, after = encode(STRIPES).partition(b"\x00\x00\x00\x0dIHDR")
    head, rest = after[:17], after[17:]
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return before + end + head + chunk + rest


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


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("JPEG", "RGB"), ("WEBP", "RGB")])
def test_a_large_picture_is_shrunk_and_stays_the_same(media: Path, kind: str, mode: str) -> None:
    image = load_picture(media, "coffee")
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    turned = image.convert(mode).resize((4800, 3200)).rotate(90, expand=True)
    found = decode_image(encode(turned, kind, exif=exif, compress_level=1, method=0))
    assert found.shape[1] in range(DECODED_SIDE, 2 * DECODED_SIDE)
    assert found.shape[0] == pytest.approx(found.shape[1] * 2 / 3, abs=1)
    assert hamming_distance(phash(found), phash(pixels(image))) <= MAX_DISTANCE


def test_of_an_animation_the_first_picture_is_taken() -> None:
    colours = [Image.new("RGB", (16, 16), (number, 0, 0)) for number in (200, 100, 0)]
    found = decode_image(encode(colours[0], "WEBP", save_all=True, append_images=colours[1:], lossless=True))
    assert (found == (200, 0, 0)).all()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "most_mb"), [("PNG", 300), ("JPEG", 300), ("WEBP", 800)])
def test_the_largest_pictures_take_so_much_memory(kind: str, most_mb: int, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(encode(Image.new("RGB", (6300, 6300)), kind, compress_level=1, method=0))
    took = subprocess.check_output([sys.executable, "-c", PEAK_OF_DECODING, str(path)], text=True)
    assert int(took) / 1024 < most_mb


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cannot be read"),
        (b"no picture", "cannot be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "PNG, JPEG and WebP can"),
        (encode(STRIPES)[:-40], "cannot be read"),
        (encode(STRIPES).replace(b"\x00\x00\x00\x0dIHDR", b"\x00\x00\x00\x03IHDR"), "cannot be read"),
        (encode(Image.new("1", (MAX_SIDE + 1, 1))), f"{MAX_SIDE + 1} x 1 pixels; at most"),
        (encode(Image.new("1", (8000, 5001))), f"8000 x 5001 pixels; at most {MAX_PIXELS} pixels are allowed"),
        (encode(Image.new("1", (10_000, 10_000))), "too many pixels"),  # where Pillow warns
        (encode(Image.new("1", (MAX_SIDE, MAX_SIDE))), "too many pixels"),  # where Pillow refuses
        (canvas_of_webp(encode(STRIPES, "WEBP"), 16_383), "the picture"),
        (many_scans(encode(STRIPES, "JPEG", progressive=True), 10_000), r"a JPEG with 10\d\d\d scans; at most 50"),
        (encode(STRIPES, "GIF"), "PNG, JPEG and WebP can"),
        (encode(STRIPES, "TIFF"), "PNG, JPEG and WebP can"),
        (png_with(b"iCCP", b"k\0\0" + zlib.compress(bytes(10**8), 1)), "cannot be read"),
        (png_with(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(bytes(10**8), 1)), "cannot be read"),
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
