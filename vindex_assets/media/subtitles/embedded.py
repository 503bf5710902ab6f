"""Subtitle tracks inside a video: which one is its transcript, and its cues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vindex_assets.media.container import demux, demux_on_clock, open_container
from vindex_assets.media.manifest import StreamInfo, VideoManifest
from vindex_assets.media.probe.streams import TEXT_CODECS
from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.encoding.decode import DecodedText, NotText, decode_parts
from vindex_assets.media.subtitles.formats.substation import packet_text
from vindex_assets.media.subtitles.judge import Verdict, judge_cues
from vindex_assets.media.subtitles.limits import MAX_BYTES, MAX_CUES, UnreadableSubtitles, require_short
from vindex_assets.media.subtitles.normalize import normalize_cues
from vindex_assets.media.subtitles.read import Subtitles, encoding_notes
from vindex_search.common.languages import same_language
from vindex_search.common.subtitle_names import SubtitleName, read_title
from vindex_search.contract.notes import Note

SUBSTATION: Final = frozenset({"ass", "ssa"})
MOV_TEXT_LENGTH_BYTES: Final = 2  # before the text; boxes of styling follow it (3GPP TS 26.245)


@dataclass(frozen=True, slots=True)
class TextPacket:
    """The bytes of a packet's text, with its times in player seconds."""

    start_s: float
    end_s: float
    payload: bytes


def read_embedded(path: Path, manifest: VideoManifest, *, language: str | None = None) -> Subtitles:
    """The cues of the text track that is the video's transcript, normalised and in order; none where no track is.

    Args:
        path: The video.
        manifest: Of the same file.
        language: A track in this language is preferred, then the default one, then the first.
    """
    streams = _preferred_first(manifest, language)
    tracks, notes = _read_packets(path, manifest, streams) if streams else ({}, [])
    for stream in streams:
        verdict, met = _judge_track(stream, tracks[stream.index], manifest.duration_s)
        if verdict.refusal is None:
            return Subtitles(verdict.cues, (*notes, *met, *verdict.notes), stream.language)
        notes += [*met, _passed_over(stream, verdict.refusal)]
    return Subtitles((), (*notes, *forced_track_notes(manifest)))


def forced_track_notes(manifest: VideoManifest) -> list[Note]:
    """A note for each text track that its flag keeps from being read."""
    forced = (stream for stream in manifest.streams if stream.forced and stream.codec in TEXT_CODECS)
    return [_passed_over(stream, "by its flag it is for foreign parts and signs alone") for stream in forced]


def _passed_over(stream: StreamInfo, reason: str) -> Note:
    return Note("subtitles_passed_over", f"{_source(stream)} was passed over: {reason}")


def _preferred_first(manifest: VideoManifest, language: str | None) -> list[StreamInfo]:
    candidates = [stream for stream in manifest.streams if stream.index in manifest.subtitle_streams]

    def rank(stream: StreamInfo) -> tuple[bool, bool, bool, int]:
        kind = _kind(stream)
        is_partial = kind.is_forced or kind.is_no_dialogue
        return is_partial, not same_language(stream.language, language), not stream.default, stream.index

    return sorted(candidates, key=rank)


def _kind(stream: StreamInfo) -> SubtitleName:
    return read_title(stream.title or "")


def _source(stream: StreamInfo) -> str:
    title = f" ({stream.title})" if stream.title else ""
    return f"the subtitle track {stream.index}{title}"


def _judge_track(stream: StreamInfo, packets: Sequence[TextPacket], duration_s: float) -> tuple[Verdict, list[Note]]:
    """Whether a track is a transcript, and what was met in reading it."""
    kind = _kind(stream)
    if kind.is_forced or kind.is_no_dialogue:
        return Verdict((), refusal="by its title it does not say what is spoken"), []
    try:
        cues, decoded = _cues(packets, stream)
        normalized = normalize_cues(cues)
    except (NotText, UnreadableSubtitles) as error:
        return Verdict((), refusal=str(error)), []
    source = _source(stream)
    return judge_cues(normalized, duration_s=duration_s, source=source), encoding_notes(decoded, source)


def _read_packets(
    path: Path, manifest: VideoManifest, streams: Sequence[StreamInfo]
) -> tuple[dict[int, list[TextPacket]], list[Note]]:
    """The packets of all text tracks, by stream, in one pass over the file, and a note where they are too many."""
    codecs = {stream.index: stream.codec for stream in streams}
    packets: dict[int, list[TextPacket]] = {index: [] for index in codecs}
    read_bytes = count = 0
    for packet in _demux_tracks(path, manifest, list(codecs)):
        read_bytes, count = read_bytes + packet.size, count + 1
        if read_bytes > MAX_BYTES or count > MAX_CUES:
            return packets, [Note("subtitles_unreadable", f"after {count - 1:,} cues of its tracks no more were read")]
        packets[packet.stream.index] += _text_packet(packet, codecs[packet.stream.index], manifest.start_s)
    return packets, []


def _demux_tracks(path: Path, manifest: VideoManifest, indexes: Sequence[int]) -> Iterator[Any]:
    """The packets of some streams on the running clock, in one pass where nothing has to be moved."""
    if not any(clock.shifts for clock in manifest.clocks):
        with open_container(path) as container:
            yield from demux(container, *(container.streams[index] for index in indexes))
        return
    for index in indexes:
        with open_container(path) as container:
            yield from demux_on_clock(container, container.streams[index], manifest.clocks)


def _text_packet(packet: Any, codec: str, start_s: float) -> Iterator[TextPacket]:
    """The text of a packet, if it has a time and a text."""
    if packet.pts is None or not packet.duration or not packet.size:
        return
    begin_s = float(packet.pts * packet.time_base) - start_s
    payload = bytes(packet)
    if codec == "mov_text":
        length = int.from_bytes(payload[:MOV_TEXT_LENGTH_BYTES], "big")
        payload = payload[MOV_TEXT_LENGTH_BYTES : MOV_TEXT_LENGTH_BYTES + length]
    yield TextPacket(begin_s, begin_s + float(packet.duration * packet.time_base), payload)


def _cues(packets: Sequence[TextPacket], stream: StreamInfo) -> tuple[list[Cue], DecodedText]:
    """The cues of a track, and how its text is encoded."""
    texts, decoded = decode_parts([packet.payload for packet in packets], language=stream.language)
    cues: list[Cue] = []
    for packet, text in zip(packets, texts, strict=True):
        shown, speaker = packet_text(text) if stream.codec in SUBSTATION else (text, None)
        require_short(shown)
        cues.append(Cue(packet.start_s, packet.end_s, shown, speaker))
    return cues, decoded
