"""What a file is: container, streams, times and size as a player shows them, or the reason why it is no video."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import decode_frames, open_container, demux
from vindex_assets.media.manifest import Chapter, StreamInfo, VideoManifest
from vindex_assets.media.packets import read_packet_table
from vindex_assets.media.probe.display import DisplayGeometry, read_display_geometry
from vindex_assets.media.probe.frame_timing import FrameTiming, measure_frame_timing
from vindex_assets.media.probe.mp4_edit_list import read_edit_list
from vindex_assets.media.probe.streams import select_audio_stream, select_video_stream, require_decodable_stream, list_streams, text_tracks

if TYPE_CHECKING:
    from av.container import InputContainer

NOTHING: Final = "nothing in the file can be decoded: it holds no frames"
FASTEST: Final = 480.0  # frames a second: above it, a container without a rate gave its clock's ticks instead
MOST_BEYOND: Final = 2.0  # times the stated length: a picture later than that has a damaged time
MOST_BYTES: Final = 256 * 2**30  # a day of 4K as cameras record it
MOST_PIXELS: Final = 8192 * 4320  # 8K: a few dozen such pictures, as a decoder holds them, still fit in 2 GiB

NO_PICTURE: Final[dict[str, Any]] = {"width": 0, "height": 0, "rotation": 0, "fps": None}


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What an installation takes: videos up to so many seconds and bytes, and pictures up to so many pixels."""

    max_duration_s: float
    max_bytes: int = MOST_BYTES
    max_pixels: int = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Pictures:
    """What there is to see: the stream, how it is shown, and its frames."""

    stream: int
    shown: DisplayGeometry
    frames: FrameTiming


def probe(path: Path, *, limits: MediaLimits, audio_language: str = "") -> VideoManifest:
    """Read what a file is.

    Args:
        path: The file.
        limits: What is taken.
        audio_language: Of several sound tracks one in this language is preferred; empty: the default-flagged one.

    Raises:
        Permanent: it is empty, no media, damaged beyond reading, encrypted, without video and audio that can be
            decoded, or longer or larger than allowed.
    """
    check_file_size(path.stat().st_size, limits)
    with open_container(path) as container:
        streams = list_streams(container)
    require_decodable_stream(streams)
    pictures = _pictures(path, select_video_stream(streams))
    audio = _sound(path, select_audio_stream(streams, language=audio_language))
    if pictures is None and audio is None:
        raise Permanent(NOTHING)
    manifest = _manifest(path, streams, pictures, audio)
    _refuse_beyond(manifest, limits)
    return manifest


def _pictures(path: Path, index: int | None) -> Pictures | None:
    """What there is to see in a video stream; None where not one frame can be decoded."""
    if index is None:
        return None
    with open_container(path) as container:
        shown = read_display_geometry(container, container.streams[index])
    return Pictures(index, shown, measure_frame_timing(read_packet_table(path, index))) if shown else None


def _sound(path: Path, index: int | None) -> int | None:
    """The audio stream; None where not one sample can be decoded."""
    if index is None:
        return None
    with open_container(path) as container:
        heard = next(decode_frames(container, container.streams[index], on_lost_packet=lambda: None), None)
    return None if heard is None else index


def _manifest(
    path: Path, streams: tuple[StreamInfo, ...], pictures: Pictures | None, audio: int | None
) -> VideoManifest:
    with open_container(path) as container:
        start_s = _seconds(container.start_time)
        return VideoManifest(
            container=container.format.name,
            duration_s=_duration(path, container, pictures, audio),
            start_s=start_s,
            streams=streams,
            video_stream=pictures.stream if pictures else None,
            audio_stream=audio,
            subtitle_streams=text_tracks(streams),
            tags=dict(container.metadata),
            chapters=tuple(_chapters(container, start_s)),
            **(_picture_facts(path, container.streams[pictures.stream], pictures) if pictures else NO_PICTURE),
        )


def check_file_size(size: int, limits: MediaLimits) -> None:
    """Permanent where a file has more bytes than are taken."""
    if size > limits.max_bytes:
        raise Permanent(f"the file is {size} bytes; at most {limits.max_bytes} are taken (VINDEX_MAX_BYTES)")


def _refuse_beyond(manifest: VideoManifest, limits: MediaLimits) -> None:
    if manifest.duration_s > limits.max_duration_s:
        raise Permanent(
            f"the video is {manifest.duration_s:.0f} s long; at most {limits.max_duration_s:.0f} s are taken "
            "(VINDEX_MAX_DURATION_S)"
        )
    pixels = manifest.width * manifest.height
    if pixels > limits.max_pixels:
        raise Permanent(
            f"the picture is {manifest.width} x {manifest.height}, {pixels} pixels; "
            f"at most {limits.max_pixels} are taken (VINDEX_MAX_PIXELS)"
        )


def _picture_facts(path: Path, stream: Any, pictures: Pictures) -> dict[str, Any]:
    """What the manifest says of the pictures."""
    frames = pictures.frames
    return {
        **asdict(pictures.shown),
        "fps": _rate(stream.average_rate) or frames.fps,
        "nominal_fps": _rate(stream.guessed_rate),
        "frame_count": frames.frame_count,
        "variable_frame_rate": frames.variable_frame_rate,
        "keyframe_every_s": None if frames.keyframe_every_s is None else round(frames.keyframe_every_s, 3),
        "edits": read_edit_list(path, stream.id) if stream.container.format.name.startswith("mov") else (),
    }


def _rate(stated: Any) -> float | None:
    """A rate that a container states, unless it is its clock's."""
    return round(float(stated), 3) if stated and stated <= FASTEST else None


def _seconds(ticks: int | None) -> float:
    """FFmpeg's times of a whole container as seconds; 0 where it has none."""
    import av

    return (ticks or 0) / av.time_base


def _duration(path: Path, container: InputContainer, pictures: Pictures | None, audio: int | None) -> float:
    """Seconds as stated, unless pictures go on after them; where nothing is stated the packets tell."""
    start_s, stated_s = _seconds(container.start_time), _seconds(container.duration)
    last_s = pictures.frames.last_pts_s - start_s if pictures and pictures.frames.last_pts_s is not None else 0.0
    if stated_s > 0 and not stated_s <= last_s <= MOST_BEYOND * stated_s:
        return stated_s
    worked_on = [index for index in (pictures.stream if pictures else None, audio) if index is not None]
    end_s = max((to for _, to in packet_spans(path, worked_on)), default=start_s)
    if end_s <= start_s and stated_s <= 0:
        raise Permanent(NOTHING)
    return max(stated_s, end_s - start_s)


def packet_spans(path: Path, streams: list[int]) -> list[tuple[float, float]]:
    """From and to, in seconds of the container, of the packets of some streams; reads the file without decoding.

    Packets that are only there to decode others, and that an edit list keeps from being shown, are left out.
    """
    with open_container(path) as container:
        return [
            (float(packet.pts * packet.time_base), float((packet.pts + (packet.duration or 0)) * packet.time_base))
            for packet in demux(container, *(container.streams[index] for index in streams))
            if packet.pts is not None and packet.time_base and not packet.is_discard
        ]


def _chapters(container: InputContainer, start_s: float) -> list[Chapter]:
    return [
        Chapter(
            start_s=max(0.0, float(found["start"] * found["time_base"]) - start_s),
            end_s=max(0.0, float(found["end"] * found["time_base"]) - start_s),
            title=found["metadata"].get("title") or None,
        )
        for found in container.chapters()
        if found["time_base"]
    ]
