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
    standing: KeptFrame | None = None
    for frame, shot, seen in choose(frames, begins_shot=lambda f: _begins_shot(detector, f), sampling=sampling):
        if progress:
            progress(frame.time_s)
        if shot is not None:
            if standing:
                yield replace(standing, end_s=frame.time_s)
            standing = _kept(frame, shot, seen, sampling)
    if standing:
        yield replace(standing, end_s=max(standing.start_s, manifest.duration_s))


def _kept(frame: DecodedFrame, shot: int, seen: Looks, sampling: Sampling) -> KeptFrame:
    height, width = frame.image.shape[:2]
    jpeg = _jpeg(frame.image, sampling.jpeg_quality)
    return KeptFrame(frame.index, frame.time_s, frame.time_s, shot, width, height, seen.phash, jpeg)


def choose(
    frames: Iterable[DecodedFrame], *, begins_shot: BeginsShot, sampling: Sampling
) -> Iterator[tuple[DecodedFrame, int | None, Looks]]:
    """Every frame with the number of its shot where it is kept, None where it is not."""
    shot = 0
    kept: Looks | None = None
    before: Looks | None = None
    kept_at = 0.0
    for frame in frames:
        seen = looks(frame.image)
        cut = begins_shot(frame) and kept is not None
        shot += cut
        at_rest = before is not None and alike(seen, before)
        waited = frame.time_s - kept_at >= sampling.max_gap_s - ENOUGH
        keep = kept is None or cut or ((at_rest or waited) and not alike(seen, kept))
        yield frame, shot if keep else None, seen
        before = seen
        if keep:
            kept, kept_at = seen, frame.time_s


def to_table(kept: Iterable[KeptFrame]) -> pl.DataFrame:
    """Rows of FRAMES_SCHEMA."""
    import polars as pl

    from vindex_search.schemas import FRAMES_SCHEMA

    return pl.DataFrame([asdict(frame) for frame in kept], schema=FRAMES_SCHEMA)


def _begins_shot(detector: ShotDetector, frame: DecodedFrame) -> bool:
    import cv2

    height, width = frame.image.shape[:2]
    size = (SHOT_WIDTH, max(1, round(height * SHOT_WIDTH / width)))
    small: Picture = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return detector.begins_shot(small, frame.time_s)


def _jpeg(image: Picture, quality: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=quality)
    return data.getvalue()
