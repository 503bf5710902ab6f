"""One decoder interface, one file per backend, and which of them reads a file."""

from __future__ import annotations

from pathlib import Path

from vindex_assets.media.decode.base import Decoder, DecoderTrouble
from vindex_assets.media.decode.decord import DecordDecoder, trusted
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.probe import VideoManifest


def open_decoder(path: Path, manifest: VideoManifest) -> Decoder:
    """decord where it is known to read such files right and its times agree with the packets, else PyAV.

    decord can still meet damage further on (`DecoderTrouble`); `PyAvDecoder` steps over it.
    """
    if trusted(manifest):
        try:
            return DecordDecoder(path, manifest)
        except DecoderTrouble:
            pass
    return PyAvDecoder(path, manifest)
