"""ground: what is visible of a transparent picture stands out from its ground."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from tests.support.media.derived_files import probe_clip
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.picture.ground import choose_ground, has_alpha, on_ground

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
FASTEST = {"deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "0"}
FILMS = [  # suffix, encoder, pixel format, options
    (".webm", "libvpx", "yuva420p", FASTEST),
    (".webm", "libvpx-vp9", "yuva420p", FASTEST),
    (".mov", "prores_ks", "yuva444p10le", {}),
    (".mov", "qtrle", "argb", {}),
    (".mov", "png", "rgba", {}),
    (".mkv", "ffv1", "yuva444p10le", {}),
    (".avi", "utvideo", "gbrap", {}),
]


def letters(*inks: tuple[int, int, int], under: tuple[int, int, int] = BLACK) -> Any:
    """RGBA of shape (96, 160, 4): a bar of each ink; transparent elsewhere, where the colour is `under`."""
    picture = np.zeros((96, 160, 4), np.uint8)
    picture[:, :, :3] = under
    for number, ink in enumerate(inks):
        picture[20:76, 10 + 40 * number : 30 + 40 * number] = (*ink, 255)
    return picture


def contrast(picture: Any, number: int = 0) -> int:
    """Between a bar and what is beside it."""
    row = picture[48].astype(int).mean(axis=1)
    return int(abs(row[20 + 40 * number] - row[3]))


@pytest.mark.parametrize("under", [BLACK, WHITE])
@pytest.mark.parametrize("ink", [BLACK, WHITE, (200, 30, 30), (250, 240, 60)])
def test_letters_stand_out_whatever_colour_lies_under_what_is_transparent(ink: Any, under: Any) -> None:
    assert contrast(on_ground(letters(ink, under=under))) >= 80


def test_black_and_white_letters_both_stand_out() -> None:
    picture = on_ground(letters(BLACK, WHITE))
    assert min(contrast(picture, 0), contrast(picture, 1)) > 100


def test_an_opaque_picture_is_left_as_it_is() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (9, 9, 4), dtype=np.uint8)
    picture[:, :, 3] = 255
    assert np.array_equal(on_ground(picture), picture[:, :, :3])


def test_an_alpha_channel_that_was_never_filled_in_is_ignored() -> None:
    picture = letters(WHITE)
    picture[:, :, 3] = 0
    assert np.array_equal(on_ground(picture), picture[:, :, :3])


def test_what_is_half_transparent_is_mixed_with_the_ground() -> None:
    picture = letters(WHITE)
    picture[20:76, 10:30, 3] = 192
    assert on_ground(picture)[48, 20].tolist() == [192] * 3


def test_a_picture_of_all_levels_stays_on_black() -> None:
    assert choose_ground(np.arange(256, dtype=np.uint8).repeat(3).reshape(-1, 3)) == 0


@given(arrays(np.uint8, (12, 3)))
def test_some_visible_pixels_always_stand_out(pixels: Any) -> None:
    levels = pixels @ np.array([0.299, 0.587, 0.114])
    assert (np.abs(levels - choose_ground(pixels)) >= 80).any()


@pytest.mark.parametrize(
    ("pixel_format", "expected"),
    [("yuv420p", False), ("yuva420p", True), ("rgb24", False), ("rgb0", False), ("ya8", True), ("pal8", True)],
)
def test_formats_with_an_alpha_channel(pixel_format: str, expected: bool) -> None:
    assert has_alpha(av.VideoFormat(pixel_format)) is expected


@pytest.mark.parametrize("ink", [BLACK, WHITE], ids=["black", "white"])
@pytest.mark.parametrize(("suffix", "codec", "pixel_format", "options"), FILMS, ids=[film[1] for film in FILMS])
def test_letters_of_a_transparent_film_can_be_read(
    suffix: str, codec: str, pixel_format: str, options: dict[str, str], ink: Any, tmp_path: Path
) -> None:
    path = encode_transparent(tmp_path / f"title{suffix}", letters(ink), codec, pixel_format, options)
    frame = next(iter(open_decoder(path, probe_clip(path)).frames(max_fps=8, short_side=96)))
    assert contrast(frame.image) > 200
    assert contrast(np.stack([frame.luma] * 3, axis=2)) > 200


def encode_transparent(path: Path, picture: Any, codec: str, pixel_format: str, options: dict[str, str]) -> Path:
    """Three frames of an RGBA picture."""
    with av.open(str(path), "w") as sink:
        stream: Any = sink.add_stream(codec, rate=25, options=options)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = pixel_format
        if codec.startswith("libvpx"):
            stream.metadata["alpha_mode"] = "1"
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(picture, format="rgba").reformat(format=pixel_format)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return path
