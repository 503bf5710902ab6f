"""Decoding: one interface, one file per decoder, and the choice of a decoder for a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.decord import DecordDecoder
from vindex_assets.media.decode.gop import GopDecoder
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.manifest import VideoManifest

# Fastest first (docs/decisions/003); a decoder refuses a file that it does not support with `DecoderError`.
FAST_DECODERS: Final[tuple[Callable[[Path, VideoManifest], Decoder], ...]] = (GopDecoder, DecordDecoder)


def open_decoder(path: Path, manifest: VideoManifest) -> Decoder:
    """The fastest decoder that supports a file: by GOP, decord, or sequential PyAV, which supports every file.

    The first two may still raise `DecoderError` at damage further on; `PyAvDecoder` skips it.
    """
    for decoder in FAST_DECODERS:
        try:
            return decoder(path, manifest)
        except DecoderError:
            continue
    return PyAvDecoder(path, manifest)
