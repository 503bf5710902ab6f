"""What a file is: container, streams, times and size as a player shows them, or the reason why it is no video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.boxes import edit_list
from vindex_assets.media.container import open_container, packets
from vindex_assets.media.display import display
from vindex_assets.media.manifest import Chapter, VideoManifest
from vindex_assets.media.packets import packet_table
from vindex_assets.media.streams import chosen_audio, chosen_video, refuse_undecodable, streams_of, texts
from vindex_assets.media.timing import timing

if TYPE_CHECKING:
    from av.container import InputContainer

FASTEST: Final = 480.0  # frames a second: above it, a container without a rate gave its clock's ticks instead
MOST_BEYOND: Final = 2.0  # times the stated length: a picture later than that has a damaged time
MOST_BYTES: Final = 256 * 2**30  # a day of 4K as cameras record it
MOST_PIXELS: Final = 8192 * 4320  # 8K: a few dozen such pictures, as a decoder holds them, still fit in 2 GiB

NO_PICTURE: Final[dict[str, Any]] = {"width": 0, "height": 0, "rotation": 0, "fps": None}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation takes: videos up to so many seconds and bytes, and pictures up to so many pixels."""

    max_duration_s: float
    max_bytes: int = MOST_BYTES
    max_pixels: int = MOST_PIXELS


def probe(path: Path, *, limits: Limits, audio_language: str = "") -> VideoManifest:
    """Read what a file is.

    Args:
        path: The file.
        limits: What is taken.
        audio_language: Of several sound tracks one in this language is preferred; empty: the default-flagged one.

    Raises:
        Permanent: it is empty, no media, damaged beyond reading, encrypted, without video and audio that can be
            decoded, or longer or larger than allowed.
    """
    import av

    refuse_larger(path.stat().st_size, limits)
    with open_container(path) as container:
        streams = streams_of(container)
    refuse_undecodable(streams)
    with open_container(path) as container:
        video, audio = chosen_video(streams), chosen_audio(streams, language=audio_language)
        start_s, stated_s = (container.start_time or 0) / av.time_base, (container.duration or 0) / av.time_base
        facts: dict[str, Any] = _picture_facts(container, path, video) if video is not None else {}
        last_s = facts.pop("end_s", None)
        manifest = VideoManifest(
            container=container.format.name,
            duration_s=_duration(path, [at for at in (video, audio) if at is not None], start_s, stated_s, last_s),
            start_s=start_s,
            streams=streams,
            video_stream=video,
            audio_stream=audio,
            subtitle_streams=texts(streams),
            tags=dict(container.metadata),
            chapters=tuple(_chapters(container, start_s)),
            **{**NO_PICTURE, **facts},
        )
    _refuse_beyond(manifest, limits)
    return manifest


def refuse_larger(size: int, limits: Limits) -> None:
    """Permanent where a file has more bytes than are taken."""
    if size > limits.max_bytes:
        raise Permanent(f"the file is {size} bytes; at most {limits.max_bytes} are taken (VINDEX_MAX_BYTES)")


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
            f"at most {limits.max_pixels} are taken (VINDEX_MAX_PIXELS)"
        )


def _picture_facts(container: InputContainer, path: Path, index: int) -> dict[str, Any]:
    """Of the manifest what is said of the pictures, and when the last of them is shown, in seconds of the container."""
    stream: Any = container.streams[index]
    found = timing(packet_table(path, index))
    shown = display(container, stream)
    return {
        **{name: getattr(shown, name) for name in ("width", "height", "rotation", "mirrored", "hdr")},
        "fps": _rate(stream.average_rate) or found.fps,
        "nominal_fps": _rate(stream.guessed_rate),
        "frame_count": found.frames,
        "variable_frame_rate": found.variable,
        "keyframe_every_s": None if found.keyframe_every_s is None else round(found.keyframe_every_s, 3),
        "edits": edit_list(path, stream.id) if container.format.name.startswith("mov") else (),
        "end_s": found.end_s,
    }


def _rate(stated: Any) -> float | None:
    """A rate that a container states, unless it is its clock's."""
    return round(float(stated), 3) if stated and stated <= FASTEST else None


def _duration(path: Path, streams: list[int], start_s: float, stated_s: float, last_s: float | None) -> float:
    """Seconds as stated, unless pictures go on after them; where nothing is stated the packets tell."""
    beyond = last_s is not None and stated_s <= last_s - start_s <= MOST_BEYOND * stated_s
    if stated_s > 0 and not beyond:
        return stated_s
    end_s = max((to for _, to in packet_spans(path, streams)), default=start_s)
    if end_s <= start_s and stated_s <= 0:
        raise Permanent("nothing in the file can be decoded: it holds no frames")
    return max(stated_s, end_s - start_s)


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
