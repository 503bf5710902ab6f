"""One decoder interface, one file per backend, and the order in which they are asked."""

from __future__ import annotations

from pathlib import Path

from vindex_assets.media.decode.base import Decoder
from vindex_assets.media.decode.decord import DecordDecoder, trusted
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.probe import VideoManifest


def decoders(path: Path, manifest: VideoManifest) -> list[Decoder]:
    """Decoders for a file in the order in which they are tried; the last one reads everything that can be read."""
    last: Decoder = PyAvDecoder(path, manifest)
    return [DecordDecoder(path, manifest), last] if trusted(manifest) else [last]
