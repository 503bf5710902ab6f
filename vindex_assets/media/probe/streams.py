"""The streams of a container, and which of them are worked on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import demux
from vindex_assets.media.manifest import StreamInfo
from vindex_search.common.languages import same_language

if TYPE_CHECKING:
    from av.container import InputContainer

TEXT_CODECS: Final = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
WORKED_ON: Final = frozenset({"video", "audio"})
UNKNOWN_CODEC: Final = "unknown"  # the codec of a stream that FFmpeg has no decoder for
ENCRYPTION: Final = "encryption_info"
PACKETS_LOOKED_AT: Final = 200  # of a whole file, for marks of encryption: a few seconds of every stream


def list_streams(container: InputContainer) -> tuple[StreamInfo, ...]:
    """All streams; reads the first packets, so the container must be opened anew for more."""
    encrypted = _encrypted(container)
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


def _encrypted(container: InputContainer) -> set[int]:
    """Indexes of streams whose packets come with facts for decrypting them (Common Encryption, ISO/IEC 23001-7)."""
    return {
        packet.stream.index
        for _, packet in zip(range(PACKETS_LOOKED_AT), demux(container), strict=False)
        if packet.has_sidedata(ENCRYPTION)
    }


def select_video_stream(streams: Sequence[StreamInfo]) -> int | None:
    """Index of the default-flagged video that can be decoded, else of the first such, else None; covers are none."""
    return _first(_usable(streams, "video"))


def select_audio_stream(streams: Sequence[StreamInfo], *, language: str = "") -> int | None:
    """Index of the sound in `language`, else the default-flagged, else the first that can be decoded, else None."""
    usable = _usable(streams, "audio")
    return _first([stream for stream in usable if same_language(stream.language, language)] or usable)


def text_tracks(streams: Sequence[StreamInfo]) -> tuple[int, ...]:
    """Indexes of the subtitle tracks that carry text, not pictures, and of all that is said."""
    return tuple(s.index for s in streams if s.codec in TEXT_CODECS and not s.encrypted and not s.forced)


def require_decodable_stream(streams: Sequence[StreamInfo]) -> None:
    """Permanent where there is neither video nor sound that can be decoded."""
    worked_on = [stream for stream in streams if stream.kind in WORKED_ON and not stream.attached_picture]
    if not worked_on:
        raise Permanent("the file has no video stream and no audio stream")
    if any(_decodable(stream) for stream in worked_on):
        return
    if any(stream.encrypted for stream in worked_on):
        raise Permanent("the file is encrypted (DRM): nothing in it can be decoded without its key")
    raise Permanent("the file is in a video or audio format that cannot be decoded here")


def _usable(streams: Sequence[StreamInfo], kind: str) -> list[StreamInfo]:
    return [s for s in streams if s.kind == kind and not s.attached_picture and _decodable(s)]


def _decodable(stream: StreamInfo) -> bool:
    return stream.codec != UNKNOWN_CODEC and not stream.encrypted


def _first(streams: Sequence[StreamInfo]) -> int | None:
    """Index of the default-flagged one, else of the first."""
    flagged = [stream for stream in streams if stream.default]
    return (flagged or streams)[0].index if streams else None


def absence_reason(facts: Mapping[str, Any], kind: str) -> str:
    """Why a file, by its facts in `video.json`, gives no pictures ("video") or no sound ("audio")."""
    there = any(stream["kind"] == kind and not stream["attached_picture"] for stream in facts["streams"])
    return f"nothing in the {kind} stream can be decoded" if there else f"the file has no {kind} stream"
