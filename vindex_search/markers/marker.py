"""A moment as an editor needs it, and the frames that it takes in its video and on a timeline of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from posixpath import basename

from vindex_search.markers.rates import nearest_frame, timeline_rate


@dataclass(frozen=True, slots=True)
class Source:
    """The video of a marker.

    Attributes:
        video_id: Its id.
        title: The name of its file without suffix.
        object_key: The key of its upload.
        duration_s: Its length; None: unknown.
        fps: Its frame rate as measured, or as declared where it varies; None: it has no pictures.
        variable: Whether its frame rate varies.
        has_sound: Whether it has sound.
    """

    video_id: str
    title: str
    object_key: str
    duration_s: float | None
    fps: float | None
    variable: bool = False
    has_sound: bool = True

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return basename(self.object_key)


@dataclass(frozen=True, slots=True)
class Marker:
    """A range of a video with what was found there.

    Attributes:
        source: The video.
        start_s: Start in the video.
        end_s: End in the video.
        note: What is said or written there; empty for a picture.
        channels: Where it was found.
        confidence: Probability that it is right; None: not calibrated.
        url: Where it plays.
    """

    source: Source
    start_s: float
    end_s: float
    note: str
    channels: tuple[str, ...]
    confidence: float | None
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """A marker as frames: in its video from `start` to before `end`, on the timeline from `at` on."""

    number: int
    marker: Marker
    start: int
    end: int
    at: int

    @property
    def length(self) -> int:
        """Frames, one at least."""
        return self.end - self.start


def rate_of(markers: Sequence[Marker]) -> Fraction:
    """The rate of a timeline of markers: that of the first video which has pictures."""
    return timeline_rate(next((marker.source.fps for marker in markers if marker.source.fps), None))


def events(markers: Sequence[Marker], rate: Fraction) -> Iterator[Event]:
    """The markers as frames, one behind the other on a timeline."""
    at = 0
    for number, marker in enumerate(markers, start=1):
        start = nearest_frame(marker.start_s, rate)
        end = max(start + 1, nearest_frame(marker.end_s, rate))
        yield Event(number, marker, start, end, at)
        at += end - start


def name_of(marker: Marker, limit: int = 60) -> str:
    """A name for people: what is said or written, shortened, else the title of the video."""
    text = " ".join(marker.note.split()) or marker.source.title
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
