"""Subtitles as cues: sidecar files (.vtt, .srt, .ass) and the text tracks inside a video."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import open_container, packets
from vindex_assets.media.probe import StreamInfo, VideoManifest

TIMING: Final = re.compile(
    r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
)
VOICE: Final = re.compile(r"<v(?:\.[^\s>]+)*\s+([^>]+)>", re.IGNORECASE)
TAG: Final = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
ASS_BREAK: Final = re.compile(r"\\[Nnh]")
ASS_TEXT_FIELD: Final = 9  # of a Dialogue line: nine commas stand before the text
ASS_PACKET_TEXT_FIELD: Final = 8  # of a packet in a container, which has no times


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: from and to in seconds of the player, plain text, and who speaks where it is said."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None = None


def read_file(path: Path) -> list[Cue]:
    """The cues of a sidecar file, cleaned and in order.

    Raises:
        Permanent: it holds no cue that can be read; the message names the file.
    """
    text = _decode(path.read_bytes())
    found = list(_ass_lines(text) if path.suffix.lower() == ".ass" else _blocks(text))
    if not found and text.strip() not in {"", "WEBVTT"}:
        raise Permanent(f"the subtitle file {path.name} holds no cue that can be read")
    return clean(found)


def read_embedded(path: Path, manifest: VideoManifest) -> tuple[list[Cue], str | None]:
    """The cues of the default-flagged or first text track, cleaned and in order, and its language where it says so."""
    import av

    chosen = _track(manifest)
    if chosen is None:
        return [], None
    found: list[Cue] = []
    with open_container(path) as container:
        try:
            for packet in container.demux(container.streams[chosen.index]):
                found.extend(_packet_cue(packet, chosen.codec, manifest.start_s))
        except av.FFmpegError:
            pass  # a damaged end: the cues before it count
    return clean(found), chosen.language


def clean(cues: Iterable[Cue]) -> list[Cue]:
    """Cues in order, without styling, without empty ones, roll-up repetitions merged."""
    merged: list[Cue] = []
    for cue in sorted((_plain(cue) for cue in cues), key=lambda c: (c.start_s, c.end_s)):
        if not cue.text or cue.end_s <= cue.start_s:
            continue
        if merged and _repeats(merged[-1], cue):
            cue = _without_repetition(merged[-1], cue)  # noqa: PLW2901 - what is left of it is the cue
            if not cue.text:
                merged[-1] = replace(merged[-1], end_s=max(merged[-1].end_s, cue.end_s))
                continue
        merged.append(cue)
    return merged


def _repeats(before: Cue, cue: Cue) -> bool:
    """Whether a cue begins with lines of the one before it, as roll-up captions do."""
    return cue.start_s <= before.end_s + 0.1 and before.text.split("\n")[-1] == cue.text.split("\n")[0]


def _without_repetition(before: Cue, cue: Cue) -> Cue:
    lines = cue.text.split("\n")
    held = before.text.split("\n")
    while lines and lines[0] in held:
        lines.pop(0)
    return replace(cue, text="\n".join(lines))


def _plain(cue: Cue) -> Cue:
    voice = VOICE.search(cue.text)
    lines = (" ".join(html.unescape(TAG.sub("", line)).split()) for line in cue.text.splitlines())
    text = "\n".join(line for line in lines if line)
    return Cue(max(0.0, cue.start_s), cue.end_s, text, cue.speaker or (voice[1].strip() if voice else None))


def _decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else the western code page of old editors."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _blocks(text: str) -> Iterator[Cue]:
    """Cues of WebVTT and SubRip: a line of times, then text up to a blank line."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        for number, line in enumerate(lines):
            times = TIMING.search(line)
            if times:
                yield Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), "\n".join(lines[number + 1 :]))
                break


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _ass_lines(text: str) -> Iterator[Cue]:
    for line in text.splitlines():
        if line.startswith("Dialogue:"):
            fields = line.removeprefix("Dialogue:").split(",", ASS_TEXT_FIELD)
            if len(fields) > ASS_TEXT_FIELD:
                start, end = (_ass_seconds(field) for field in fields[1:3])
                yield Cue(start, end, ASS_BREAK.sub("\n", fields[ASS_TEXT_FIELD]), fields[4].strip() or None)


def _ass_seconds(clock: str) -> float:
    hours, minutes, seconds = clock.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _track(manifest: VideoManifest) -> StreamInfo | None:
    tracks = [stream for stream in manifest.streams if stream.index in manifest.subtitle_streams]
    return next((track for track in tracks if track.default), tracks[0] if tracks else None)


def _packet_cue(packet: Any, codec: str, start_s: float) -> Iterator[Cue]:
    """A packet of a text track as a cue. The bytes are read as they stand: they are the text in every such codec."""
    if packet.pts is None or not packet.duration or not packet.size:
        return
    start = float(packet.pts * packet.time_base) - start_s
    data = bytes(packet)
    if codec == "mov_text":  # two bytes of length, the text, then boxes of styling (3GPP TS 26.245)
        data = data[2 : 2 + int.from_bytes(data[:2], "big")]
    text = data.decode("utf-8", errors="replace")
    speaker = None
    if codec in {"ass", "ssa"}:
        fields = text.split(",", ASS_PACKET_TEXT_FIELD)
        text, speaker = fields[-1], (fields[3].strip() or None) if len(fields) > ASS_PACKET_TEXT_FIELD else None
    yield Cue(start, start + float(packet.duration * packet.time_base), ASS_BREAK.sub("\n", text), speaker)
