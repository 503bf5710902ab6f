"""The streams of a container, and which of them are indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import demux
from vindex_assets.media.manifest import StreamInfo
from vindex_search.common.languages import same_language

if TYPE_CHECKING:
    from av.container import InputContainer

TEXT_CODECS: Final = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
INDEXED_KINDS: Final = frozenset({"video", "audio"})
UNKNOWN_CODEC: Final = "unknown"  # of a stream that FFmpeg has no decoder for
ENCRYPTION_SIDE_DATA: Final = "encryption_info"  # AV_PKT_DATA_ENCRYPTION_INFO
ENCRYPTION_PROBE_PACKETS: Final = 200  # first packets of the file: a few seconds of every stream


def list_streams(container: InputContainer) -> tuple[StreamInfo, ...]:
    """All streams; reads the first packets, so the container must be reopened for further reading."""
    encrypted = _encrypted_streams(container)
    return tuple(_stream_info(stream, stream.index in encrypted) for stream in container.streams)


def _stream_info(stream: Any, encrypted: bool) -> StreamInfo:
    import av.stream

    disposition = stream.disposition
    codec = stream.codec_context.name if stream.codec_context else None
    return StreamInfo(
        index=stream.index,
        kind=stream.type,
        codec=codec or UNKNOWN_CODEC,
        language=stream.language if stream.language not in {None, "und"} else None,
        default=bool(disposition & av.stream.Disposition.default),
        attached_picture=bool(disposition & av.stream.Disposition.attached_pic),
        title=stream.metadata.get("title"),
        encrypted=encrypted,
        forced=bool(disposition & av.stream.Disposition.forced),
    )


def _encrypted_streams(container: InputContainer) -> set[int]:
    """Indexes of streams whose packets carry decryption parameters (Common Encryption, ISO/IEC 23001-7)."""
    return {
        packet.stream.index
        for packet in islice(demux(container), ENCRYPTION_PROBE_PACKETS)
        if packet.has_sidedata(ENCRYPTION_SIDE_DATA)
    }


def select_video_stream(streams: Sequence[StreamInfo]) -> int | None:
    """Index of the default decodable video stream, else of the first; None without one. Covers do not count."""
    return _default_or_first(_decodable_streams(streams, "video"))


def select_audio_stream(streams: Sequence[StreamInfo], *, language: str = "") -> int | None:
    """Index of the decodable audio stream in `language`, else the default, else the first; None without one."""
    decodable = _decodable_streams(streams, "audio")
    return _default_or_first([stream for stream in decodable if same_language(stream.language, language)] or decodable)


def text_tracks(streams: Sequence[StreamInfo]) -> tuple[int, ...]:
    """Indexes of the subtitle streams that hold text rather than bitmaps, and all of the dialogue (not forced)."""
    return tuple(s.index for s in streams if s.codec in TEXT_CODECS and not s.encrypted and not s.forced)


def require_decodable_stream(streams: Sequence[StreamInfo]) -> None:
    """Raise Permanent where there is no decodable video or audio stream."""
    indexed = [stream for stream in streams if stream.kind in INDEXED_KINDS and not stream.attached_picture]
    if not indexed:
        raise Permanent("the file has no video stream and no audio stream")
    if any(_is_decodable(stream) for stream in indexed):
        return
    if any(stream.encrypted for stream in indexed):
        raise Permanent("the file is encrypted (DRM): nothing in it can be decoded without its key")
    raise Permanent("the file is in a video or audio format that cannot be decoded here")


def _decodable_streams(streams: Sequence[StreamInfo], kind: str) -> list[StreamInfo]:
    return [s for s in streams if s.kind == kind and not s.attached_picture and _is_decodable(s)]


def _is_decodable(stream: StreamInfo) -> bool:
    return stream.codec != UNKNOWN_CODEC and not stream.encrypted


def _default_or_first(streams: Sequence[StreamInfo]) -> int | None:
    default = [stream for stream in streams if stream.default]
    return (default or streams)[0].index if streams else None


def absence_reason(manifest: Mapping[str, Any], kind: str) -> str:
    """Why a video, by its manifest in `video.json`, has no frames (`kind` "video") or no audio track ("audio")."""
    exists = any(stream["kind"] == kind and not stream["attached_picture"] for stream in manifest["streams"])
    return f"nothing in the {kind} stream can be decoded" if exists else f"the file has no {kind} stream"
