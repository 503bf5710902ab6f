"""What a file is: container, streams, times and size as a player shows them, or the reason why it is no video."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import decoded, open_container, packets

if TYPE_CHECKING:
    from av.container import InputContainer

TEXT_CODECS: Final = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
WORKED_ON: Final = frozenset({"video", "audio"})
SQUARE_WITHIN: Final = 0.01
FASTEST: Final = 480.0  # frames a second: above it, a container without a rate gave its clock's ticks instead
UNKNOWN: Final = "unknown"  # the codec of a stream that FFmpeg has no decoder for
MOST_PIXELS: Final = 8192 * 4320  # 8K: a few dozen such pictures, as a decoder holds them, still fit in 2 GiB


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation takes: videos up to so many seconds, and pictures up to so many pixels."""

    max_duration_s: float
    max_pixels: int = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One stream of the container; `kind` is FFmpeg's (video, audio, subtitle, data, attachment).

    `codec` is FFmpeg's name of its decoder, "unknown" where it has none.
    """

    index: int
    kind: str
    codec: str
    language: str | None
    default: bool
    attached_picture: bool
    title: str | None = None


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


def probe(path: Path, *, limits: Limits) -> VideoManifest:
    """Read what a file is.

    Raises:
        Permanent: it is empty, no media, damaged beyond reading, without video and audio that can be decoded, or
            longer or larger than allowed.
    """
    with open_container(path) as container:
        streams = tuple(_stream_info(stream) for stream in container.streams)
        _refuse_undecodable(streams)
        manifest = _manifest(container, path, streams)
    _refuse_beyond(manifest, limits)
    return manifest


def _refuse_undecodable(streams: tuple[StreamInfo, ...]) -> None:
    worked_on = [stream for stream in streams if stream.kind in WORKED_ON and not stream.attached_picture]
    if not worked_on:
        raise Permanent("the file has no video stream and no audio stream")
    if all(stream.codec == UNKNOWN for stream in worked_on):
        raise Permanent("the file is in a video or audio format that cannot be decoded here")


def _refuse_beyond(manifest: VideoManifest, limits: Limits) -> None:
    if manifest.duration_s > limits.max_duration_s:
        raise Permanent(
            f"the video is {manifest.duration_s:.0f} s long; at most {limits.max_duration_s:.0f} s are taken "
            "(VINDEX_MAX_DURATION_S)"
        )
    pixels = manifest.width * manifest.height
    if pixels > limits.max_pixels:
        raise Permanent(
            f"the picture is {manifest.width} x {manifest.height}, {pixels} pixels; "
            f"at most {limits.max_pixels} are taken"
        )


def _manifest(container: InputContainer, path: Path, streams: tuple[StreamInfo, ...]) -> VideoManifest:
    video = _chosen([s for s in streams if s.kind == "video" and not s.attached_picture])
    audio = _chosen([s for s in streams if s.kind == "audio"])
    start_s, duration_s = _times(container, path, [index for index in (video, audio) if index is not None])
    rotation = _rotation(container, video) if video is not None else 0
    width, height = _displayed(container.streams[video], rotation) if video is not None else (0, 0)
    return VideoManifest(
        container=container.format.name,
        duration_s=duration_s,
        width=width,
        height=height,
        rotation=rotation,
        fps=_fps(container, path, video) if video is not None else None,
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
    codec = stream.codec_context.name if stream.codec_context else None
    return StreamInfo(
        index=stream.index,
        kind=stream.type,
        codec=codec or UNKNOWN,
        language=stream.language if stream.language not in {None, "und"} else None,
        default=bool(disposition & av.stream.Disposition.default),
        attached_picture=bool(disposition & av.stream.Disposition.attached_pic),
        title=stream.metadata.get("title"),
    )


def _chosen(streams: list[StreamInfo]) -> int | None:
    """The default-flagged stream that can be decoded, else the first such, else None."""
    decodable = [stream for stream in streams if stream.codec != UNKNOWN]
    flagged = [stream for stream in decodable if stream.default]
    return (flagged or decodable)[0].index if decodable else None


def _times(container: InputContainer, path: Path, streams: list[int]) -> tuple[float, float]:
    """Start and duration in seconds; where the container states no duration its packets are read."""
    import av

    start = (container.start_time or 0) / av.time_base
    if container.duration and container.duration > 0:
        return start, container.duration / av.time_base
    end = max((to for _, to in packet_spans(path, streams)), default=start)
    if end <= start:
        raise Permanent("nothing in the file can be decoded: it holds no frames")
    return start, end - start


def packet_spans(path: Path, streams: list[int]) -> list[tuple[float, float]]:
    """From and to, in seconds of the container, of the packets of some streams; reads the file without decoding.

    Packets that are only there to decode others, and that an edit list keeps from being shown, are left out.
    """
    with open_container(path) as container:
        return [
            (float(packet.pts * packet.time_base), float((packet.pts + (packet.duration or 0)) * packet.time_base))
            for packet in packets(container, *(container.streams[index] for index in streams))
            if packet.pts is not None and packet.time_base and not packet.is_discard
        ]


def _rotation(container: InputContainer, stream: int) -> int:
    """Clockwise degrees by which players turn the picture, from its display matrix: 0, 90, 180 or 270."""
    frame = next(decoded(container, container.streams[stream], on_loss=lambda: None), None)
    return 0 if frame is None else int(round(-frame.rotation / 90) % 4 * 90)


def _displayed(stream: Any, rotation: int) -> tuple[int, int]:
    aspect = pixel_aspect(stream.sample_aspect_ratio)
    width, height = round(stream.width * aspect), stream.height
    return (height, width) if rotation in {90, 270} else (width, height)


def pixel_aspect(ratio: Any) -> float:
    """Width of a pixel over its height; what is within a hundredth of square is a rounding of the encoder."""
    aspect = float(ratio or 1) or 1.0
    return 1.0 if abs(aspect - 1) < SQUARE_WITHIN else aspect


def _fps(container: InputContainer, path: Path, stream: int) -> float | None:
    """Frames a second as the container states it, or counted where it does not; None of a single frame."""
    stated: Any = container.streams[stream]
    if stated.average_rate and stated.average_rate <= FASTEST:
        return round(float(stated.average_rate), 3)
    starts = [start for start, _ in packet_spans(path, [stream])]
    taken_s = max(starts, default=0.0) - min(starts, default=0.0)
    return round((len(starts) - 1) / taken_s, 3) if taken_s > 0 else None
