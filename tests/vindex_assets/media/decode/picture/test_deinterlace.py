"""deinterlace: what moves loses its combs, what stands keeps every line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.support.media.derived_files import probe_clip
from tests.support.media.ocr.slides import slide
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Picture
from vindex_assets.media.decode.picture.deinterlace import deinterlaced, find_combs

FIELD_SHIFT = 6  # pixels that a line of text moves from field to field
LINES = ((40, 60, "Quarterly revenue 4711"), (40, 140, "The harbour master"), (40, 220, "Temperature falls"))
INTERLACED = 0x20040000  # FFmpeg's AV_CODEC_FLAG_INTERLACED_ME and _DCT


def woven(picture: Picture, shift: int) -> Picture:
    """A frame whose second field shows the picture `shift` pixels further left."""
    made = picture.copy()
    made[1::2] = np.roll(picture, -shift, axis=1)[1::2]
    return made


def mean_error(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def without_combs(picture: Picture) -> Picture:
    made: Any = deinterlaced(av.VideoFrame.from_ndarray(picture, format="rgb24"), "rgb24").to_ndarray()
    return np.asarray(made, np.uint8)


@pytest.mark.parametrize("size", [20, 28, 60])
def test_text_in_motion_is_that_of_one_field(size: int) -> None:
    text = slide(*LINES, size=size)
    torn = woven(text, FIELD_SHIFT)
    assert mean_error(without_combs(torn), text) < 0.4 * mean_error(torn, text)


@pytest.mark.parametrize("size", [10, 14, 18, 28])
def test_text_that_stands_keeps_its_lines(size: int) -> None:
    text = slide(*LINES, size=size)
    assert (without_combs(text) != text).any(axis=2).mean() < 0.002


def test_what_stands_beside_what_moves_keeps_its_lines() -> None:
    text = slide((40, 60, "Ticker in motion"), (40, 400, "small print"), size=14)
    torn = text.copy()
    torn[:256] = woven(text[:256], FIELD_SHIFT)
    assert np.array_equal(without_combs(torn)[300:], text[300:])


def test_noise_is_no_comb() -> None:
    noise = np.random.default_rng(3).normal(120, 4, (288, 352)).astype(np.uint8)
    assert not find_combs(noise).any()


@pytest.mark.parametrize("height", [1, 2, 3, 7, 8, 9, 17])
def test_pictures_of_a_few_lines_are_taken(height: int) -> None:
    picture = np.random.default_rng(4).integers(0, 255, (height, 40, 3), dtype=np.uint8)
    assert without_combs(picture).shape == picture.shape


@pytest.mark.parametrize("pixel_format", ["rgb24", "rgba", "rgb48le"])
def test_every_packed_format_is_taken(pixel_format: str) -> None:
    torn = av.VideoFrame.from_ndarray(woven(slide(*LINES), FIELD_SHIFT), format="rgb24")
    made = deinterlaced(torn.reformat(format="yuv422p"), pixel_format)
    assert (made.format.name, made.width, made.height) == (pixel_format, torn.width, torn.height)


FILMS = [  # suffix, encoder, pixel format, options, flags
    (".ts", "mpeg2video", "yuv420p", {"b": "8000000"}, INTERLACED),
    (".mp4", "libx264", "yuv420p", {"x264-params": "tff=1", "preset": "ultrafast"}, INTERLACED),
    (".avi", "mpeg4", "yuv420p", {"b": "8000000"}, INTERLACED),
    (".mov", "prores_ks", "yuv422p10le", {}, INTERLACED),
]


@pytest.mark.parametrize(("suffix", "codec", "pixel_format", "options", "flags"), FILMS, ids=[f[1] for f in FILMS])
def test_frames_that_are_flagged_are_deinterlaced(
    suffix: str, codec: str, pixel_format: str, options: dict[str, str], flags: int, tmp_path: Path
) -> None:
    text = slide(*LINES)
    path = tmp_path / f"film{suffix}"
    encode(path, woven(text, FIELD_SHIFT), codec, pixel_format, options, flags)
    made = next(iter(open_decoder(path, probe_clip(path)).frames(max_fps=8, short_side=512))).image
    assert made.shape == text.shape
    assert find_combs(np.ascontiguousarray(woven(text, FIELD_SHIFT)[:, :, 1])).any()
    assert not find_combs(np.ascontiguousarray(made[:, :, 1])).any()


def test_a_progressive_film_is_left_as_it_is(tmp_path: Path) -> None:
    torn = woven(slide(*LINES), FIELD_SHIFT)
    path = tmp_path / "film.mkv"
    encode(path, torn, "ffv1", "yuv444p", {}, 0)
    made = next(iter(open_decoder(path, probe_clip(path)).frames(max_fps=8, short_side=512))).image
    assert find_combs(np.ascontiguousarray(made[:, :, 1])).any()


def encode(path: Path, picture: Picture, codec: str, pixel_format: str, options: dict[str, str], flags: int) -> None:
    """Three frames of a picture."""
    with av.open(str(path), "w") as sink:
        stream: Any = sink.add_stream(codec, rate=25, options=options)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = pixel_format
        stream.codec_context.flags |= flags
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
