"""One decoder interface, one file per backend, and which of them reads a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.decord import DecordDecoder
from vindex_assets.media.decode.gop import GopDecoder
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.manifest import VideoManifest

# In the order in which they are asked (docs/decisions/003); each says by `DecoderTrouble` that a file is not for it.
BACKENDS: Final[tuple[Callable[[Path, VideoManifest], Decoder], ...]] = (GopDecoder, DecordDecoder)


def open_decoder(path: Path, manifest: VideoManifest) -> Decoder:
    """The decoder that serves a file best: by groups of pictures, by decord, or from one end to the other.

    The first two can still meet damage further on (`DecoderTrouble`); `PyAvDecoder` steps over it.
    """
    for backend in BACKENDS:
        try:
            return backend(path, manifest)
        except DecoderError:
            continue
    return PyAvDecoder(path, manifest)
