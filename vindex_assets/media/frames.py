"""Which frames are worth keeping, and how long each one stands.

A frame is kept when it begins a shot, when the picture has come to rest and differs from the last one kept (the
next slide, the next bullet), or when the picture keeps moving and `max_gap_s` has passed. All other frames are time
of the one kept before them: a slide that stands for five minutes is one row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vindex_assets.media.decode.base import DecodedFrame, Picture
from vindex_assets.media.likeness import Looks, alike, looks
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
    """A row of `frames.parquet` before its end is known: picture, start in seconds and number of the shot."""

    frame_index: int
    start_s: float
    shot: int
    width: int
    height: int
    phash: int
    jpeg: bytes


def sample(
    frames: Iterable[DecodedFrame], *, sampling: Sampling, progress: Callable[[float], None] | None = None
) -> Iterator[KeptFrame]:
    """The frames worth keeping, in order.

    Args:
        frames: Decoded frames in order of time.
        sampling: What is kept.
        progress: Called with the time in seconds of each frame looked at.
    """
    detector = ShotDetector()
    for frame, shot, seen in choose(frames, begins_shot=lambda f: _begins_shot(detector, f), sampling=sampling):
        if progress:
            progress(frame.time_s)
        if shot is not None:
            height, width = frame.image.shape[:2]
            picture = _jpeg(frame.image, sampling.jpeg_quality)
            yield KeptFrame(frame.index, frame.time_s, shot, width, height, seen.phash, picture)


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


def to_table(kept: Iterable[KeptFrame], *, duration_s: float) -> pl.DataFrame:
    """Rows of FRAMES_SCHEMA: each frame stands until the next one kept, the last one until the end."""
    import polars as pl

    from vindex_search.schemas import FRAMES_SCHEMA

    names = [name for name in FRAMES_SCHEMA if name != "end_s"]
    rows = [{name: getattr(frame, name) for name in names} for frame in kept]
    starts = pl.DataFrame(rows, schema={name: FRAMES_SCHEMA[name] for name in names})
    ends = pl.col("start_s").shift(-1).fill_null(pl.max_horizontal(pl.col("start_s"), pl.lit(duration_s)))
    return starts.with_columns(end_s=ends).select(list(FRAMES_SCHEMA))


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
