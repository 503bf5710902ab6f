"""Manifests that were not measured: for what does not look at a file."""

from __future__ import annotations

from vindex_assets.media.manifest import Transfer, VideoManifest


def plain_manifest(*, hdr: Transfer | None = None) -> VideoManifest:
    """Of a film of which nothing but its transfer function matters."""
    return VideoManifest(
        container="matroska",
        duration_s=10.0,
        width=1280,
        height=720,
        rotation=0,
        fps=25.0,
        start_s=0.0,
        streams=(),
        video_stream=0,
        audio_stream=None,
        subtitle_streams=(),
        tags={},
        hdr=hdr,
    )
