"""alpha_decoder: libvpx for streams that are transparent, as their container says, and for no others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import av
import pytest

from vindex_assets.media.decode.alpha_decoder import frame_decoder, has_alpha_packets


def stream(codec: str, tags: dict[str, str], pixel_format: str = "yuv420p") -> Any:
    context = SimpleNamespace(name=codec, format=av.VideoFormat(pixel_format), extradata=None)
    return SimpleNamespace(codec_context=context, metadata=tags)


@pytest.mark.parametrize(("codec", "decoder"), [("vp8", "libvpx"), ("vp9", "libvpx-vp9")])
@pytest.mark.parametrize("tag", ["alpha_mode", "ALPHA_MODE"])
def test_a_transparent_stream_is_decoded_by_libvpx(codec: str, decoder: str, tag: str) -> None:
    assert frame_decoder(stream(codec, {tag: "1"})).name == decoder


@pytest.mark.parametrize(
    "opaque", [stream("vp9", {}), stream("vp9", {"alpha_mode": "0"}), stream("h264", {"alpha_mode": "1"})]
)
def test_an_opaque_stream_keeps_its_decoder(opaque: Any) -> None:
    assert frame_decoder(opaque) is opaque.codec_context


def test_a_stream_of_ten_bits_keeps_its_decoder() -> None:
    assert not has_alpha_packets(stream("vp9", {"alpha_mode": "1"}, "yuv420p10le"))
