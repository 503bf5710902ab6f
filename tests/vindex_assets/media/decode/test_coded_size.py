"""coded_size: headers of VP8 and MPEG-4, and streams with one shape or several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.media.frames.changing_films import Part, encode_parts
from vindex_assets.media.decode.base import DecoderError
from vindex_assets.media.decode.coded_size import has_one_shape, stated_sizes, vp8_size
from vindex_assets.media.decode.decord import DecordDecoder
from vindex_assets.media.probe.probe import MediaLimits, probe

ONE, OTHER = Part(96, 64, frames=6), Part(64, 96, frames=6)
VP8_HEADER = bytes.fromhex("500200 9d012a 4001 b400".replace(" ", ""))


def test_a_vp8_header_states_the_size() -> None:
    assert vp8_size(VP8_HEADER) == (320, 180)


def test_the_scale_in_a_vp8_header_is_no_size() -> None:
    assert vp8_size(VP8_HEADER[:6] + bytes.fromhex("40c1b440")) == (320, 180)


@pytest.mark.parametrize("header", [b"", VP8_HEADER[:9], b"\x51\x02\x00" + bytes(20)])
def test_what_is_no_key_frame_of_vp8_states_nothing(header: bytes) -> None:
    assert stated_sizes("vp8", header) == []


def test_an_mpeg4_layer_ends_at_the_next_start_code() -> None:
    header = bytes.fromhex("000001b0f5 00000120 00c888 000001b6 10".replace(" ", ""))
    assert stated_sizes("mpeg4", header) == [bytes.fromhex("00c888")]


@pytest.mark.parametrize("codec", ["libvpx", "mpeg4"])
def test_a_stream_of_one_size_has_one_shape(codec: str, tmp_path: Path) -> None:
    assert has_one_shape(encode_parts(tmp_path / "film.mkv", [ONE, ONE], codec=codec), 0)


@pytest.mark.parametrize("codec", ["libvpx", "mpeg4"])
def test_a_stream_that_changes_its_size_has_several(codec: str, tmp_path: Path) -> None:
    assert not has_one_shape(encode_parts(tmp_path / "film.mkv", [ONE, OTHER], codec=codec), 0)


@pytest.mark.parametrize("codec", ["libvpx", "mpeg4"])
def test_decord_refuses_a_stream_of_several_shapes(codec: str, tmp_path: Path) -> None:
    path = encode_parts(tmp_path / "film.mkv", [ONE, OTHER], codec=codec)
    with pytest.raises(DecoderError, match="differ in their shape"):
        DecordDecoder(path, probe(path, limits=MediaLimits(max_duration_s=1e6)))
