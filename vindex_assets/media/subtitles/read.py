"""Subtitles as cues: sidecar files (.vtt, .srt, .ass) and the text tracks inside a video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import open_container, demux
from vindex_assets.media.manifest import StreamInfo, VideoManifest
from vindex_assets.media.subtitles.cues import Cue as Cue  # the name under which the rooms above know it
from vindex_assets.media.subtitles.cues import normalize_cues
from vindex_assets.media.subtitles.formats import SubtitleSyntaxError, parse_ass, ass_plain_text, decode_text, parse_timed_blocks
from vindex_search.common.languages import same_language

SPEAKER_FIELD: Final = 3
TEXT_FIELD: Final = 8  # of an ASS packet in a container, which has no times: eight commas stand before the text


def read_sidecar(path: Path) -> list[Cue]:
    """The cues of a sidecar file, cleaned and in order.

    Raises:
        Permanent: it is broken, or holds no cue at all; the message names the file, and the line where there is one.
    """
    text = decode_text(path.read_bytes())
    try:
        found = list(parse_ass(text) if path.suffix.lower() == ".ass" else parse_timed_blocks(text))
    except SubtitleSyntaxError as broken:
        raise Permanent(f"the subtitle file {path.name} is broken: {broken}") from None
    if not found and text.strip() and not text.startswith("WEBVTT"):
        raise Permanent(f"the subtitle file {path.name} holds no cue that can be read")
    return normalize_cues(found)


def read_embedded(path: Path, manifest: VideoManifest, *, language: str | None = None) -> tuple[list[Cue], str | None]:
    """The cues of one text track, cleaned and in order, and its language where it says so.

    Args:
        path: The video.
        manifest: Of the same file.
        language: A track of this language is preferred, then the default-flagged one, then the first.
    """
    chosen = _track(manifest, language)
    if chosen is None:
        return [], None
    with open_container(path) as container:
        stream = container.streams[chosen.index]
        found = [cue for packet in demux(container, stream) for cue in _cue(packet, chosen.codec, manifest.start_s)]
    return normalize_cues(found), chosen.language


def _track(manifest: VideoManifest, language: str | None) -> StreamInfo | None:
    tracks = [stream for stream in manifest.streams if stream.index in manifest.subtitle_streams]
    return min(tracks, key=lambda track: (not _speaks(track, language), not track.default, track.index), default=None)


def _speaks(track: StreamInfo, language: str | None) -> bool:
    return same_language(track.language, language)


def _cue(packet: Any, codec: str, start_s: float) -> Iterator[Cue]:
    """A packet of a text track as a cue. The bytes are read as they stand: they are the text in every such codec."""
    if packet.pts is None or not packet.duration or not packet.size:
        return
    start = float(packet.pts * packet.time_base) - start_s
    data = bytes(packet)
    if codec == "mov_text":  # two bytes of length, the text, then boxes of styling (3GPP TS 26.245)
        data = data[2 : 2 + int.from_bytes(data[:2], "big")]
    text, speaker = decode_text(data), None
    if codec in {"ass", "ssa"}:
        fields = text.split(",", TEXT_FIELD)
        text, speaker = (
            ass_plain_text(fields[-1]),
            (fields[SPEAKER_FIELD].strip() or None) if len(fields) > TEXT_FIELD else None,
        )
    yield Cue(start, start + float(packet.duration * packet.time_base), text, speaker)
