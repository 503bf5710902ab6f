"""What a file is: container, streams, times and size as a player shows them, or the reason why it is no video."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent

if TYPE_CHECKING:
    from av.container import InputContainer

TEXT_CODECS: Final = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
SQUARE_WITHIN: Final = 0.01
DAMAGED: Final = "the file is damaged or cut off: its index cannot be read"
NO_MEDIA: Final = "the file is no video or audio that can be read"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation takes: videos up to so many seconds."""

    max_duration_s: float


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One stream of the container; `kind` is FFmpeg's (video, audio, subtitle, data, attachment)."""

    index: int
    kind: str
    codec: str
    language: str | None
    default: bool
    attached_picture: bool


@dataclass(frozen=True, slots=True)
class VideoManifest:
    """A readable file. `width` and `height` in pixels as displayed: rotated and with square pixels; 0 without video.

    `start_s` is the container's own time of what a player shows as zero. `video_stream` and `audio_stream` are
    indexes of the streams that are worked on, `subtitle_streams` those that carry text.
    """

    container: str
    duration_s: float
    width: int
    height: int
    rotation: int
    fps: float | None
    start_s: float
    streams: tuple[StreamInfo, ...]
    video_stream: int | None
    audio_stream: int | None
    subtitle_streams: tuple[int, ...]
    tags: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """As it is kept in `video.json`."""
        return asdict(self)


def open_container(path: Path) -> InputContainer:
    """Open a file with PyAV; tags that are not UTF-8 are read with replacement characters.

    Raises:
        Permanent: it cannot be opened.
    """
    import av

    if path.stat().st_size == 0:
        raise Permanent("the file is empty")
    try:
        return av.open(str(path), metadata_errors="replace")
    except (av.FFmpegError, OSError) as problem:
        damaged = isinstance(problem, av.InvalidDataError | av.EOFError) and _looks_like_media(path)
        raise Permanent(DAMAGED if damaged else NO_MEDIA) from None


def _looks_like_media(path: Path) -> bool:
    """Whether the first bytes are those of a container: then it is damaged, not something else."""
    with path.open("rb") as file:
        head = file.read(12)
    return (
        head[4:8] in {b"ftyp", b"moov", b"mdat"}
        or head[:4] in {b"\x1aE\xdf\xa3", b"RIFF", b"OggS"}
        or head[:3] == b"FLV"
    )


def probe(path: Path, *, limits: Limits) -> VideoManifest:
    """Read what a file is.

    Raises:
        Permanent: it is empty, no media, damaged beyond reading, without video and audio, or longer than allowed.
    """
    with open_container(path) as container:
        manifest = _manifest(container, path)
    if manifest.video_stream is None and manifest.audio_stream is None:
        raise Permanent("the file has no video stream and no audio stream")
    if manifest.duration_s > limits.max_duration_s:
        raise Permanent(
            f"the video is {manifest.duration_s:.0f} s long; at most {limits.max_duration_s:.0f} s are taken "
            "(VINDEX_MAX_DURATION_S)"
        )
    return manifest


def _manifest(container: InputContainer, path: Path) -> VideoManifest:
    streams = tuple(_stream_info(stream) for stream in container.streams)
    video = _chosen([s for s in streams if s.kind == "video" and not s.attached_picture])
    audio = _chosen([s for s in streams if s.kind == "audio"])
    start_s, duration_s = _times(container, path, video if video is not None else audio)
    rotation = _rotation(container, video) if video is not None else 0
    width, height = _displayed(container.streams[video], rotation) if video is not None else (0, 0)
    return VideoManifest(
        container=container.format.name,
        duration_s=duration_s,
        width=width,
        height=height,
        rotation=rotation,
        fps=_fps(container.streams[video]) if video is not None else None,
        start_s=start_s,
        streams=streams,
        video_stream=video,
        audio_stream=audio,
        subtitle_streams=tuple(s.index for s in streams if s.kind == "subtitle" and s.codec in TEXT_CODECS),
        tags=dict(container.metadata),
    )


def _stream_info(stream: Any) -> StreamInfo:
    import av.stream

    disposition = stream.disposition
    codec = getattr(stream.codec_context, "name", None) if stream.codec_context else None
    return StreamInfo(
        index=stream.index,
        kind=stream.type,
        codec=codec or "unknown",
        language=stream.language if stream.language not in {None, "und"} else None,
        default=bool(disposition & av.stream.Disposition.default),
        attached_picture=bool(disposition & av.stream.Disposition.attached_pic),
    )


def _chosen(streams: list[StreamInfo]) -> int | None:
    """The default-flagged stream, else the first, else None."""
    flagged = [stream for stream in streams if stream.default]
    return (flagged or streams)[0].index if streams else None


def _times(container: InputContainer, path: Path, stream: int | None) -> tuple[float, float]:
    """Start and duration in seconds; where the container states no duration its packets are read."""
    import av

    start = (container.start_time or 0) / av.time_base
    if container.duration:
        return start, container.duration / av.time_base
    ends = list(_packet_ends(path, stream)) if stream is not None else []
    if not ends:
        raise Permanent("nothing in the file can be decoded: it holds no frames")
    return start, max(ends) - start


def _packet_ends(path: Path, stream: int) -> Iterator[float]:
    import av

    with open_container(path) as container:
        try:
            for packet in container.demux(container.streams[stream]):
                if packet.pts is not None and packet.time_base:
                    yield float((packet.pts + (packet.duration or 0)) * packet.time_base)
        except av.FFmpegError:
            return  # a damaged end: what came before it counts


def _rotation(container: InputContainer, stream: int) -> int:
    """Clockwise degrees by which players turn the picture, from its display matrix: 0, 90, 180 or 270."""
    import av

    try:
        for frame in container.decode(container.streams.video[_video_place(container, stream)]):
            return round(-frame.rotation) % 360
    except av.FFmpegError:
        return 0
    return 0


def _video_place(container: InputContainer, stream: int) -> int:
    return [video.index for video in container.streams.video].index(stream)


def _displayed(stream: Any, rotation: int) -> tuple[int, int]:
    aspect = pixel_aspect(stream.sample_aspect_ratio)
    width, height = round(stream.width * aspect), stream.height
    return (height, width) if rotation in {90, 270} else (width, height)


def pixel_aspect(ratio: Any) -> float:
    """Width of a pixel over its height; what is within a hundredth of square is a rounding of the encoder."""
    aspect = float(ratio or 1) or 1.0
    return 1.0 if abs(aspect - 1) < SQUARE_WITHIN else aspect


def _fps(stream: Any) -> float | None:
    rate = stream.average_rate or stream.guessed_rate
    return round(float(rate), 3) if rate else None
