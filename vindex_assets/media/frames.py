"""Which frames are worth keeping, and from when to when each one stands.

A frame is kept when it begins a shot, when the picture has come to rest and differs from the last one kept (the
next slide, the next bullet), or when the picture keeps moving and `max_gap_s` has passed. All other frames are time
of the one kept before them: a slide that stands for five minutes is one row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from vindex_assets.media.decode.base import DecodedFrame, Decoder, Picture
from vindex_assets.media.likeness import Looks, alike, looks
from vindex_assets.media.probe import VideoManifest
from vindex_assets.media.shots import ShotDetector

if TYPE_CHECKING:
    import polars as pl

SHOT_WIDTH: Final = 160  # pixels across of what the shot detector sees
ENOUGH: Final = 1e-6

BeginsShot = Callable[[DecodedFrame], bool]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How densely frames are looked at and kept.

    `max_fps` frames a second at most are looked at; a moving picture is kept every `max_gap_s`; pictures are scaled
    to `short_side` pixels and compressed with `jpeg_quality`.
    """

    max_fps: float = 2.0
    max_gap_s: float = 5.0
    short_side: int = 512
    jpeg_quality: int = 85


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """A row of `frames.parquet`: a picture (JPEG), the seconds from and to which it stands, the number of its shot."""

    frame_index: int
    start_s: float
    end_s: float
    shot: int
    width: int
    height: int
    phash: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decoded frame that is worth keeping, the number of its shot, and what it looks like."""

    frame: DecodedFrame
    shot: int
    looks: Looks


def sample(
    decoder: Decoder,
    manifest: VideoManifest,
    *,
    sampling: Sampling,
    progress: Callable[[float], None] | None = None,
) -> Iterator[KeptFrame]:
    """The frames worth keeping, in order and without gaps: one ends where the next begins, the last at the video's end.

    Args:
        decoder: Of the video.
        manifest: Of the same video.
        sampling: What is kept.
        progress: Called with the time in seconds of each frame looked at.

    Raises:
        DecoderTrouble: the decoder cannot go on.
    """
    detector = ShotDetector()
    frames = decoder.frames(max_fps=sampling.max_fps, short_side=sampling.short_side)
    looked_at = _told(frames, progress) if progress else frames
    standing: KeptFrame | None = None
    for chosen in choose(looked_at, begins_shot=lambda f: _begins_shot(detector, f), sampling=sampling):
        if standing:
            yield replace(standing, end_s=chosen.frame.time_s)
        standing = _kept(chosen, sampling)
    if standing:
        yield replace(standing, end_s=_end(standing.start_s, manifest.duration_s, sampling))


def _end(start_s: float, duration_s: float, sampling: Sampling) -> float:
    """The video's end; of a picture that comes after the end that the file states, when the next would be looked at."""
    return duration_s if start_s < duration_s else start_s + 1 / sampling.max_fps


def _told(frames: Iterable[DecodedFrame], progress: Callable[[float], None]) -> Iterator[DecodedFrame]:
    for frame in frames:
        progress(frame.time_s)
        yield frame


def choose(frames: Iterable[DecodedFrame], *, begins_shot: BeginsShot, sampling: Sampling) -> Iterator[Chosen]:
    """The frames worth keeping: the first, each that begins a shot, and of the others those that show something new."""
    kept: Chosen | None = None
    before: Chosen | None = None
    for frame in frames:
        cut = begins_shot(frame) and kept is not None
        now = Chosen(frame, (kept.shot if kept else 0) + cut, looks(frame.image))
        new = now if kept is None or cut else _something_new(kept, before, now, max_gap_s=sampling.max_gap_s)
        before = now
        if new:
            kept = new
            yield kept


def _something_new(kept: Chosen, before: Chosen | None, now: Chosen, *, max_gap_s: float) -> Chosen | None:
    """A picture that differs from the one kept: at rest, from when it came to rest; moving, once the time is up."""
    if alike(now.looks, kept.looks):
        return None
    if before is not None and alike(now.looks, before.looks):
        return before
    waited = now.frame.time_s - kept.frame.time_s >= max_gap_s - ENOUGH
    return now if waited else None


def _kept(chosen: Chosen, sampling: Sampling) -> KeptFrame:
    frame = chosen.frame
    height, width = frame.image.shape[:2]
    jpeg = _jpeg(frame.image, sampling.jpeg_quality)
    return KeptFrame(frame.index, frame.time_s, frame.time_s, chosen.shot, width, height, chosen.looks.phash, jpeg)


def to_table(kept: Iterable[KeptFrame]) -> pl.DataFrame:
    """Rows of FRAMES_SCHEMA."""
    import polars as pl

    from vindex_search.schemas import FRAMES_SCHEMA

    return pl.DataFrame([asdict(frame) for frame in kept], schema=FRAMES_SCHEMA)


def _begins_shot(detector: ShotDetector, frame: DecodedFrame) -> bool:
    import cv2

    height, width = frame.image.shape[:2]
    size = (SHOT_WIDTH, max(1, round(height * SHOT_WIDTH / width)))
    small: Picture = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]  # uint8 in, uint8 out
    return detector.begins_shot(small, frame.time_s)


def _jpeg(image: Picture, quality: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=quality)
    return data.getvalue()
