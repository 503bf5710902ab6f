"""What is known of a file before it is decoded; kept in `video.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

Transfer = Literal["pq", "hlg"]


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One stream of the container; `kind` is FFmpeg's (video, audio, subtitle, data, attachment).

    `codec` is FFmpeg's name of its decoder, "unknown" where it has none; `forced` subtitles are those of foreign parts
    and signs alone.
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


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry of an edit list: from which second of the track, for how many seconds; None is an empty edit."""

    media_s: float | None
    length_s: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: from and to in seconds of the player, and its title where it has one."""

    start_s: float
    end_s: float
    title: str | None


@dataclass(frozen=True, slots=True)
class VideoManifest:
    """A readable file. `width` and `height` in pixels as displayed: turned and with square pixels; 0 without video.

    Attributes:
        rotation: Clockwise degrees by which the picture is turned: 0, 90, 180 or 270.
        mirrored: Whether left and right are exchanged before it is turned.
        fps: Frames a second on the average, `nominal_fps` as the container declares them; None where it says nothing.
        start_s: The container's own time of what a player shows as zero.
        video_stream: Index of the stream whose pictures are worked on; None without pictures.
        audio_stream: Index of the stream whose sound is.
        subtitle_streams: Indexes of those that carry the text of all that is said.
        frame_count: Frames that are shown, by the packets of the file; None without video.
        variable_frame_rate: Whether frames stand for different times.
        keyframe_every_s: Mean seconds from one key frame to the next; None where there is only one.
        edits: Edit list of the video's track (MP4, MOV); its times are already those of a player.
        hdr: Transfer function of pictures with a high dynamic range.
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

    def to_dict(self) -> dict[str, Any]:
        """As it is kept in `video.json`."""
        return asdict(self)

    @property
    def spoken_language(self) -> str | None:
        """The language that the sound says it is in."""
        return next((stream.language for stream in self.streams if stream.index == self.audio_stream), None)

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        """The manifest that `to_dict` made; other facts are left out."""
        given = {field.name: facts[field.name] for field in fields(cls)}
        parts = {"streams": StreamInfo, "edits": Edit, "chapters": Chapter}
        nested = {name: tuple(kind(**part) for part in given[name]) for name, kind in parts.items()}
        return cls(**{**given, **nested, "subtitle_streams": tuple(given["subtitle_streams"])})
