"""The decoder of a stream's frames: of VP8 and VP9 with an alpha channel it is libvpx.

The alpha channel of WebM is a second picture beside each packet (Matroska's BlockAdditional); FFmpeg's own decoders of
VP8 and VP9, which PyAV takes, ignore it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ALPHA_DECODERS: Final[Mapping[str, str]] = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
LIBVPX_BITS: Final = 8  # of a colour: that of the package reads no more
ALPHA_TAG: Final = "alpha_mode"  # Matroska's element AlphaMode, and in capitals the tag that FFmpeg's muxer writes


def frame_decoder(stream: Any) -> Any:
    """The codec context that decodes a stream's packets: as a rule the stream's own."""
    import av

    own = stream.codec_context
    if not has_alpha_packets(stream):
        return own
    decoder = av.CodecContext.create(ALPHA_DECODERS[own.name], "r")
    decoder.extradata = own.extradata
    return decoder


def has_alpha_packets(stream: Any) -> bool:
    """Whether a stream's packets carry an alpha channel that its own decoder ignores and libvpx decodes: of 8 bits."""
    own, stated = stream.codec_context, {name.lower(): value for name, value in stream.metadata.items()}
    if own.name not in ALPHA_DECODERS or stated.get(ALPHA_TAG) != "1":
        return False
    return own.format is None or own.format.components[0].bits == LIBVPX_BITS
