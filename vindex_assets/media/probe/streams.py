"""The streams of a container, and in which order they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import demux, open_container
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.metadata_text import language_tag, short_title
from vindex_assets.media.probe.tracks.mpegts_programs import Programs, read_programs
from vindex_assets.media.probe.tracks.purpose import PURPOSES, is_forced_title, purpose_of
from vindex_search.common.languages import same_language

if TYPE_CHECKING:
    from av.container import InputContainer

TEXT_CODECS: Final = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
INDEXED_KINDS: Final = frozenset({"video", "audio"})
UNKNOWN_CODEC: Final = "unknown"  # of a stream that FFmpeg has no decoder for
ENCRYPTION_SIDE_DATA: Final = "encryption_info"  # AV_PKT_DATA_ENCRYPTION_INFO
ENCRYPTION_PROBE_PACKETS: Final = 200  # first packets of the file: a few seconds of every stream
TINY_SHARE: Final = (
    1 / 16
)  # of the largest picture's area: a preview or an icon; picture in picture has a ninth or more
TITLE_KEYS: Final = ("title", "handler_name", "name")  # MP4 has the name of a track in its handler


def list_streams(path: Path) -> tuple[StreamInfo, ...]:
    """All streams of a file; reads its first packets, and the program tables of a transport stream."""
    with open_container(path) as container:
        programs = read_programs(path) if container.format.name == "mpegts" else {}
        encrypted = _encrypted_streams(container)
        return tuple(_stream_info(stream, stream.index in encrypted, programs) for stream in container.streams)


def _stream_info(stream: Any, encrypted: bool, programs: Programs) -> StreamInfo:
    import av.stream

    flag, disposition, codec = av.stream.Disposition, stream.disposition, stream.codec_context
    language = language_tag(stream.language)
    titles = tuple(short_title(stream.metadata[key]) or "" for key in TITLE_KEYS if key in stream.metadata)
    return StreamInfo(
        index=stream.index,
        kind=stream.type,
        codec=(codec.name if codec else None) or UNKNOWN_CODEC,
        language=language,
        default=bool(disposition & flag.default),
        attached_picture=bool(disposition & (flag.attached_pic | flag.timed_thumbnails)),
        title=short_title(stream.metadata.get("title")),
        encrypted=encrypted,
        forced=bool(disposition & flag.forced) or (stream.type == "subtitle" and is_forced_title(" ".join(titles))),
        still_image=bool(disposition & flag.still_image),
        original=bool(disposition & flag.original),
        purpose=purpose_of(disposition, language=language, titles=titles),
        programs=programs.get(stream.id, ()),
        width=getattr(codec, "width", 0) or 0,
        height=getattr(codec, "height", 0) or 0,
        channels=getattr(codec, "channels", 0) or 0,
        pixels=getattr(codec, "pix_fmt", None) or "",
    )


def _encrypted_streams(container: InputContainer) -> set[int]:
    """Indexes of streams whose packets carry decryption parameters (Common Encryption, ISO/IEC 23001-7)."""
    return {
        packet.stream.index
        for packet in islice(demux(container), ENCRYPTION_PROBE_PACKETS)
        if packet.has_sidedata(ENCRYPTION_SIDE_DATA)
    }


def order_video_streams(streams: Sequence[StreamInfo]) -> list[StreamInfo]:
    """The decodable video streams, the one to be indexed first; covers do not count.

    Films come before still images and previews, programs with sound before those without, then the default flag
    decides, then the order in the file.
    """
    candidates = _decodable_streams(streams, "video")
    largest = max((stream.width * stream.height for stream in candidates), default=0)
    with_sound = {number for stream in _decodable_streams(streams, "audio") for number in stream.programs}

    def rank(stream: StreamInfo) -> tuple[bool | int, ...]:
        is_tiny = 0 < stream.width * stream.height < TINY_SHARE * largest
        is_mute = bool(stream.programs and with_sound) and not with_sound.intersection(stream.programs)
        return stream.still_image, is_tiny, is_mute, not stream.default, stream.index

    return sorted(candidates, key=rank)


def order_audio_streams(
    streams: Sequence[StreamInfo], *, picture: StreamInfo | None = None, language: str = ""
) -> list[StreamInfo]:
    """The decodable audio streams of the picture's program, the one to be indexed first.

    The film's own sound comes before what was made besides it (`PURPOSES`), then the preferred language decides, then
    the default flag, then that it is not dubbed, then the order in the file.
    """

    def rank(stream: StreamInfo) -> tuple[bool | int, ...]:
        own = purpose_rank(stream), not same_language(stream.language, language)
        return *own, not stream.default, not stream.original, stream.index

    candidates = _decodable_streams(streams, "audio")
    return sorted((s for s in candidates if picture is None or share_program(s, picture)), key=rank)


def share_program(one: StreamInfo, other: StreamInfo) -> bool:
    """Whether two streams belong together: to one program, or at least one of them to no program."""
    return not (one.programs and other.programs) or not set(one.programs).isdisjoint(other.programs)


def purpose_rank(stream: StreamInfo) -> int:
    """Rank of a stream by what it is for: 0 is the film itself. Audio and subtitle streams are chosen by it first."""
    return next((rank for rank, purpose in enumerate(PURPOSES) if purpose == stream.purpose), 0)


def text_tracks(streams: Sequence[StreamInfo]) -> tuple[int, ...]:
    """Indexes of the subtitle streams that hold text rather than bitmaps, and what is said: all of it (not forced)."""
    return tuple(stream.index for stream in streams if _is_transcript(stream))


def _is_transcript(stream: StreamInfo) -> bool:
    is_text = stream.codec in TEXT_CODECS and not stream.encrypted
    return is_text and not stream.forced and stream.purpose not in {"described", "no_speech"}


def require_decodable_stream(streams: Sequence[StreamInfo]) -> None:
    """Raise Permanent where there is no decodable video or audio stream."""
    indexed = [stream for stream in streams if stream.kind in INDEXED_KINDS and not stream.attached_picture]
    if not indexed:
        raise Permanent("the file has no video stream and no audio stream")
    if any(is_decodable(stream) for stream in indexed):
        return
    if any(stream.encrypted for stream in indexed):
        raise Permanent("the file is encrypted (DRM): nothing in it can be decoded without its key")
    raise Permanent("the file is in a video or audio format that cannot be decoded here")


def _decodable_streams(streams: Sequence[StreamInfo], kind: str) -> list[StreamInfo]:
    return [s for s in streams if s.kind == kind and not s.attached_picture and is_decodable(s)]


def is_decodable(stream: StreamInfo) -> bool:
    """Whether there is a decoder for the stream, and no encryption."""
    return stream.codec != UNKNOWN_CODEC and not stream.encrypted


def absence_reason(manifest: Mapping[str, Any], kind: str) -> str:
    """Why a video, by its manifest in `video.json`, has no frames (`kind` "video") or no audio track ("audio")."""
    there = [stream for stream in manifest["streams"] if stream["kind"] == kind and not stream["attached_picture"]]
    if not there:
        return f"the file has no {kind} stream"
    if all(_is_elsewhere(stream, manifest) for stream in there):
        return f"the program of the picture has no {kind} stream"
    return f"nothing in the {kind} stream can be decoded"


def _is_elsewhere(stream: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    """Whether a stream belongs to another program than the indexed picture."""
    picture: Mapping[str, Any] = next(
        (s for s in manifest["streams"] if s.get("index") == manifest.get("video_stream")), {}
    )
    mine, its = stream.get("programs") or (), picture.get("programs") or ()
    return bool(mine and its) and set(mine).isdisjoint(its)
