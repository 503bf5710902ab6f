"""The media manifest: everything known about a file before it is decoded; part of `video.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

from vindex_assets.media.clock.stream_clock import StreamClock
from vindex_search.contract.notes import Note, from_values

Transfer = Literal["pq", "hlg"]


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One stream of the container.

    Attributes:
        index: FFmpeg's stream index.
        kind: FFmpeg's media type: video, audio, subtitle, data or attachment.
        codec: Name of FFmpeg's decoder; "unknown" where there is none.
        language: As tagged in the container (ISO 639-2 as a rule); None where undetermined.
        default: The container's default disposition.
        attached_picture: A cover image or the thumbnails of chapters, not a video.
        title: The container's title of the stream.
        encrypted: Packets are encrypted (Common Encryption).
        forced: Subtitles of foreign-language parts and signs only.
        still_image: One picture, or a few, rather than a film.
        original: Not dubbed, as the container says.
        purpose: What the track is for, one of `probe.tracks.purpose.PURPOSES`.
        programs: Numbers of the programs of a transport stream that it belongs to; empty where it belongs to none.
        width: Of the coded picture, in pixels; 0 without one.
        height: Likewise.
        channels: Of the sound; 0 without one.
        pixels: FFmpeg's name of the pixel format, such as `yuv420p10le`; empty: unknown, as of files probed long ago.
    """

    index: int
    kind: str
    codec: str
    language: str | None
    default: bool
    attached_picture: bool
    title: str | None = None
    encrypted: bool = False
    forced: bool = False
    still_image: bool = False
    original: bool = False
    purpose: str = "main"
    programs: tuple[int, ...] = ()
    width: int = 0
    height: int = 0
    channels: int = 0
    pixels: str = ""

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The stream from values of JSON."""
        return cls(**{**values, "programs": tuple(values.get("programs", ()))})


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of an edit list: start in the track (None for an empty edit) and length, both in seconds."""

    media_s: float | None
    length_s: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: start and end in player time, and its title where it has one."""

    start_s: float
    end_s: float
    title: str | None


@dataclass(frozen=True, slots=True)
class VideoManifest:
    """A readable media file; times in seconds.

    Attributes:
        container: Names of FFmpeg's demuxer, separated by commas.
        duration_s: Length: the end of the last packet that is shown.
        width: Display width in square pixels, after rotation, of the first frame: those after it may have another size,
            of which `frames.parquet` tells; 0 without video.
        height: Display height, likewise.
        rotation: Clockwise degrees by which players rotate the picture: 0, 90, 180 or 270.
        mirrored: Whether left and right are swapped before the rotation.
        fps: Average frame rate; None without video, or where it is unknown.
        start_s: Container time of player time zero, on the running clock.
        streams: All streams of the container.
        video_stream: Index of the video stream that is indexed; None without one.
        audio_stream: Index of the audio stream that is indexed; None without one.
        subtitle_streams: Indexes of the subtitle streams that hold a full transcript as text.
        tags: The container's metadata tags.
        nominal_fps: Frame rate that the container declares; None where it declares none.
        frame_count: Displayed frames, counted by packets; None without video.
        variable_frame_rate: Whether frames have noticeably different durations.
        keyframe_every_s: Mean distance of key frames; None with fewer than two.
        edits: Edit list of the video track (MP4, MOV); all other times already have it applied.
        chapters: In file order.
        hdr: Transfer function of high dynamic range video; None for standard range.
        clocks: Where the packets of the indexed streams stand on the running clock.
        notes: What the file lacks, and what had to be decided about it.
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
    mirrored: bool = False
    nominal_fps: float | None = None
    frame_count: int | None = None
    variable_frame_rate: bool = False
    keyframe_every_s: float | None = None
    edits: tuple[Edit, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    hdr: Transfer | None = None
    clocks: tuple[StreamClock, ...] = ()
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The manifest as values of JSON, as stored in `video.json`."""
        return asdict(self)

    @property
    def spoken_language(self) -> str | None:
        """Language tag of the audio stream; None where it has none."""
        return next((stream.language for stream in self.streams if stream.index == self.audio_stream), None)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; keys that are no fields of the manifest are ignored."""
        known = {field.name: values[field.name] for field in fields(cls) if field.name not in {"clocks", "notes"}}
        nested_types = {"edits": Edit, "chapters": Chapter}
        nested = {name: tuple(kind(**entry) for entry in known[name]) for name, kind in nested_types.items()}
        nested["streams"] = tuple(StreamInfo.from_dict(entry) for entry in known["streams"])
        return cls(
            **{**known, **nested, "subtitle_streams": tuple(known["subtitle_streams"])},
            clocks=tuple(StreamClock.from_dict(clock) for clock in values.get("clocks", ())),
            notes=from_values(values),
        )

    def clock_of(self, stream: int | None) -> StreamClock | None:
        """The clock of a stream; None where it has none, because it is not indexed or holds no times."""
        return next((clock for clock in self.clocks if clock.stream == stream), None)
