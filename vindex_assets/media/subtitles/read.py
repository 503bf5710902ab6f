"""Reading subtitles as cues: sidecar files (.vtt, .srt, .ass), and text streams embedded in a video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import demux_on_clock, open_container
from vindex_assets.media.manifest import StreamInfo, VideoManifest
from vindex_assets.media.subtitles.cues import Cue, normalize_cues
from vindex_assets.media.subtitles.formats import (
    SubtitleSyntaxError,
    ass_plain_text,
    decode_text,
    parse_ass,
    parse_timed_blocks,
)
from vindex_search.common.languages import same_language

# An ASS packet in a container has no times: ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text.
ASS_NAME_FIELD: Final = 3
ASS_TEXT_FIELD: Final = 8


def read_sidecar(path: Path) -> list[Cue]:
    """The cues of a sidecar file, normalised and in order.

    Raises:
        Permanent: a line cannot be parsed, or there is text but no cue; the message names the file, and the line.
    """
    text = decode_text(path.read_bytes())
    try:
        cues = list(parse_ass(text) if path.suffix.lower() == ".ass" else parse_timed_blocks(text))
    except SubtitleSyntaxError as error:
        raise Permanent(f"the subtitle file {path.name} is broken: {error}") from None
    if not cues and text.strip() and not text.startswith("WEBVTT"):
        raise Permanent(f"the subtitle file {path.name} contains no cue: none of its lines has a start and an end time")
    return normalize_cues(cues)


def read_embedded(path: Path, manifest: VideoManifest, *, language: str | None = None) -> tuple[list[Cue], str | None]:
    """The cues of one embedded text stream, normalised and in order, and the stream's language tag.

    Args:
        path: The video.
        manifest: Of the same file.
        language: A stream in this language is preferred, then the default one, then the first.
    """
    selected = _select_stream(manifest, language)
    if selected is None:
        return [], None
    with open_container(path) as container:
        packets = demux_on_clock(container, container.streams[selected.index], manifest.clocks)
        cues = [cue for packet in packets for cue in _packet_cue(packet, selected.codec, manifest.start_s)]
    return normalize_cues(cues), selected.language


def _select_stream(manifest: VideoManifest, language: str | None) -> StreamInfo | None:
    candidates = [stream for stream in manifest.streams if stream.index in manifest.subtitle_streams]
    return min(
        candidates,
        key=lambda stream: (not same_language(stream.language, language), not stream.default, stream.index),
        default=None,
    )


def _packet_cue(packet: Any, codec: str, start_s: float) -> Iterator[Cue]:
    """The cue in a packet of a text stream, if it has a time and a text."""
    if packet.pts is None or not packet.duration or not packet.size:
        return
    cue_start_s = float(packet.pts * packet.time_base) - start_s
    text, speaker = _packet_text(bytes(packet), codec)
    yield Cue(
        start_s=cue_start_s,
        end_s=cue_start_s + float(packet.duration * packet.time_base),
        text=text,
        speaker=speaker,
    )


def _packet_text(payload: bytes, codec: str) -> tuple[str, str | None]:
    """Text and speaker of a packet."""
    if codec == "mov_text":  # a length of two bytes, the text, then boxes of styling (3GPP TS 26.245)
        return decode_text(payload[2 : 2 + int.from_bytes(payload[:2], "big")]), None
    text = decode_text(payload)
    if codec not in {"ass", "ssa"}:
        return text, None
    fields = text.split(",", ASS_TEXT_FIELD)
    speaker = fields[ASS_NAME_FIELD].strip() if len(fields) > ASS_TEXT_FIELD else ""
    return ass_plain_text(fields[-1]), speaker or None
