"""What is asked of the child: the film, as its probe found it, and the range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self

ClipMode = Literal["exact", "fast"]
ClipFormat = Literal["mp4", "m4a", "gif"]
CaptionLine = tuple[float, float, str]  # start and end in the video in seconds, and lines of text

TOLERANCE_S: Final = 0.0006  # times are told to the millisecond: a frame at 1.0010 s is meant by 1.001
SNAP_S: Final = 0.1  # a frame that began so long before the start is the first one whole; it is one of ten a second


@dataclass(frozen=True, slots=True)
class CutTask:
    """The film and the range to cut.

    Attributes:
        path: The film.
        demuxer: FFmpeg's, which the probe found: no other is tried.
        zero_s: Container time of player time zero.
        start_s: From where, in player time.
        end_s: To where.
        video: Index of the video stream; None: there is none, or it is not asked for.
        audio: Index of the audio stream; None: there is none, or it is not asked for.
        shifts: Of streams whose clock breaks: from which packet on their time stamps are moved by how many ticks; None
            for those that fit nowhere.
        rotation: Clockwise degrees by which players rotate the picture.
        mirrored: Whether left and right are swapped before.
        mode: Whether packets may be copied.
        format: Of the clip.
        captions: To be drawn into the picture.
        font: File of the font for them; None: Pillow's own.
    """

    path: str
    demuxer: str
    zero_s: float
    start_s: float
    end_s: float
    video: int | None
    audio: int | None
    shifts: Mapping[int, Sequence[tuple[int, int | None]]]
    rotation: int
    mirrored: bool
    mode: ClipMode
    format: ClipFormat
    captions: Sequence[CaptionLine] = ()
    font: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The task as values of JSON."""
        return {**asdict(self), "shifts": {str(stream): list(moves) for stream, moves in self.shifts.items()}}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        shifts = {int(stream): [(packet, ticks) for packet, ticks in all_] for stream, all_ in values["shifts"].items()}
        captions = [(start, end, text) for start, end, text in values["captions"]]
        return cls(**{**values, "shifts": shifts, "captions": captions})
