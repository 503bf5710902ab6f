"""Probing: the manifest of a media file, or the reason why it cannot be indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.container import open_container
from vindex_assets.media.manifest import Chapter, StreamInfo, VideoManifest
from vindex_assets.media.packets import PacketTable, read_packets
from vindex_assets.media.probe.clock_notes import clock_notes
from vindex_assets.media.probe.display import DisplayGeometry, read_display_geometry
from vindex_assets.media.probe.duration import StatedFacts, false_length, stated_facts
from vindex_assets.media.probe.frame_timing import measure_frame_timing
from vindex_assets.media.probe.metadata_text import MAX_CHAPTERS, short_title
from vindex_assets.media.probe.mp4_edit_list import read_edit_list
from vindex_assets.media.probe.running_clock import RunningClock, measure_clock
from vindex_assets.media.probe.streams import (
    list_streams,
    order_audio_streams,
    order_video_streams,
    require_decodable_stream,
    text_tracks,
)
from vindex_assets.media.probe.tracks.choice import choose_audio, choose_video
from vindex_assets.media.probe.tracks.passed_over import passed_over
from vindex_assets.media.probe.unread import unread_note
from vindex_search.contract.notes import Note

if TYPE_CHECKING:
    from av.container import InputContainer

NO_FRAMES: Final = "nothing in the file can be decoded: it holds no frames"
MAX_PLAUSIBLE_FPS: Final = 480.0  # a higher rate is the tick rate of a container that declares none
MAX_BYTES: Final = 256 * 2**30  # a day of 4K as cameras record it
MAX_PIXELS: Final = 8192 * 4320  # 8K: a few dozen decoded frames of it still fit in 2 GiB

NO_VIDEO: Final[dict[str, Any]] = {"width": 0, "height": 0, "rotation": 0, "fps": None}


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Upper limits of an installation: seconds, bytes, and pixels of a frame."""

    max_duration_s: float
    max_bytes: int = MAX_BYTES
    max_pixels: int = MAX_PIXELS


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The decodable video stream: its index and its display geometry."""

    stream: int
    geometry: DisplayGeometry


def probe(path: Path, *, limits: MediaLimits, audio_language: str = "") -> VideoManifest:
    """Read the manifest of a file.

    Args:
        path: The file.
        limits: Of the installation.
        audio_language: Preferred among several audio streams; empty takes the default stream.

    Raises:
        Permanent: the file is empty, not media, damaged beyond reading, encrypted, without decodable video and audio,
            or exceeds a limit.
    """
    check_file_size(path.stat().st_size, limits)
    streams = list_streams(path)
    require_decodable_stream(streams)
    video, audio, notes = _choose_tracks(path, streams, audio_language)
    if video is None and audio is None:
        raise Permanent(NO_FRAMES)
    manifest = _manifest(path, streams, video, audio)
    _check_limits(manifest, limits)
    return replace(manifest, notes=(*manifest.notes, *notes))


def _choose_tracks(
    path: Path, streams: tuple[StreamInfo, ...], audio_language: str
) -> tuple[VideoTrack | None, int | None, list[Note]]:
    """The video track and the index of the audio stream that are indexed, and notes about the others."""
    video = choose_video(order_video_streams(streams), lambda index: _probe_video(path, index))
    picture = next((s for s in streams if video.track and s.index == video.track.stream), None)
    audio = choose_audio(path, order_audio_streams(streams, picture=picture, language=audio_language))
    seen = passed_over("video", streams, chosen=picture.index if picture else None, faults=video.faults)
    heard = passed_over("audio", streams, chosen=audio.track, faults=audio.faults, silent=audio.silent, picture=picture)
    return video.track, audio.track, [*seen, *heard]


def check_file_size(size: int, limits: MediaLimits) -> None:
    """Raise Permanent where a file of `size` bytes is larger than allowed."""
    if size > limits.max_bytes:
        raise Permanent(f"the file is {size} bytes; at most {limits.max_bytes} are allowed (VINDEX_MAX_BYTES)")


def _check_limits(manifest: VideoManifest, limits: MediaLimits) -> None:
    if manifest.duration_s > limits.max_duration_s:
        raise Permanent(
            f"the video is {manifest.duration_s:.0f} s long; at most {limits.max_duration_s:.0f} s are allowed "
            "(VINDEX_MAX_DURATION_S)"
        )
    pixels = manifest.width * manifest.height
    if pixels > limits.max_pixels:
        raise Permanent(
            f"the picture is {manifest.width} x {manifest.height}, {pixels} pixels; "
            f"at most {limits.max_pixels} are allowed (VINDEX_MAX_PIXELS)"
        )


def _probe_video(path: Path, index: int) -> VideoTrack | None:
    """Geometry of a video stream; None where no frame of it can be decoded."""
    with open_container(path) as container:
        geometry = read_display_geometry(container, container.streams[index])
    return None if geometry is None else VideoTrack(stream=index, geometry=geometry)


def _manifest(
    path: Path, streams: tuple[StreamInfo, ...], video: VideoTrack | None, audio: int | None
) -> VideoManifest:
    indexed = [index for index in (video.stream if video else None, audio) if index is not None]
    with open_container(path) as container:
        file = stated_facts(container)
        packets, read_until = read_packets(container, indexed)
        clock = measure_clock(packets, container=file.container, start_s=file.start_s, stated_s=file.duration_s)
        return VideoManifest(
            container=file.container,
            duration_s=_duration(file, clock),
            start_s=clock.start_s,
            streams=streams,
            video_stream=video.stream if video else None,
            audio_stream=audio,
            subtitle_streams=text_tracks(streams),
            tags=file.tags,
            chapters=tuple(_chapters(container, clock.start_s)),
            clocks=clock.clocks,
            notes=(*clock_notes(clock), *_length_notes(path, file, streams, clock, read_until)),
            **(_video_fields(path, container, video, clock.tables[video.stream]) if video else NO_VIDEO),
        )


def _duration(file: StatedFacts, clock: RunningClock) -> float:
    duration_s = clock.end_s if clock.clocks else file.duration_s
    if duration_s <= 0:
        raise Permanent(NO_FRAMES)
    return duration_s


def _length_notes(
    path: Path, file: StatedFacts, streams: Sequence[StreamInfo], clock: RunningClock, read_until: int
) -> tuple[Note, ...]:
    """Notes that the stated length is wrong, and that not all of the file is read."""
    notes = false_length(path, file, streams, clock), unread_note(path, container=file.container, read_until=read_until)
    return tuple(note for note in notes if note)


def _video_fields(path: Path, container: InputContainer, video: VideoTrack, table: PacketTable) -> dict[str, Any]:
    """The manifest's fields about the video stream."""
    timing = measure_frame_timing(table)
    stream: Any = container.streams[video.stream]
    is_mp4 = container.format.name.startswith("mov")
    return {
        **asdict(video.geometry),
        "fps": _plausible_rate(stream.average_rate) or timing.fps,
        "nominal_fps": _plausible_rate(stream.guessed_rate),
        "frame_count": timing.frame_count,
        "variable_frame_rate": timing.variable_frame_rate,
        "keyframe_every_s": None if timing.keyframe_every_s is None else round(timing.keyframe_every_s, 3),
        "edits": read_edit_list(path, stream.id) if is_mp4 else (),
    }


def _plausible_rate(stated: Any) -> float | None:
    """A frame rate that a container states; None where it is absent or a tick rate."""
    return round(float(stated), 3) if stated and stated <= MAX_PLAUSIBLE_FPS else None


def _chapters(container: InputContainer, start_s: float) -> list[Chapter]:
    return [
        Chapter(
            start_s=max(0.0, float(chapter["start"] * chapter["time_base"]) - start_s),
            end_s=max(0.0, float(chapter["end"] * chapter["time_base"]) - start_s),
            title=short_title(chapter["metadata"].get("title")),
        )
        for chapter in container.chapters()[:MAX_CHAPTERS]
        if chapter["time_base"]
    ]
