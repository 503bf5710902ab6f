"""The decoder of a stream's frames: of VP8 and VP9 with an alpha channel it is libvpx.

The alpha channel of WebM is a second picture beside each packet (Matroska's BlockAdditional); FFmpeg's own decoders of
VP8 and VP9, which PyAV takes, ignore it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ALPHA_DECODERS: Final[Mapping[str, str]] = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
ALPHA_TAG: Final = "alpha_mode"  # FFmpeg's name for Matroska's element AlphaMode


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
    """Whether the packets of a stream carry an alpha channel that its own decoder ignores."""
    return stream.codec_context.name in ALPHA_DECODERS and stream.metadata.get(ALPHA_TAG) == "1"
