"""Which frames are worth keeping, and from when to when each one stands.

Frames are watched for cuts at WATCH_FPS and looked at `max_fps` times a second. One is kept when it begins a shot,
when the picture has come to rest and differs from the last one kept (the next slide, the next bullet), or when the
picture keeps moving and `max_gap_s` has passed. All other frames are time of the one kept before them: a slide that
stands for five minutes is one row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from vindex_assets.media.decode.base import TIMESTAMP_TOLERANCE_S, DecodedFrame, Decoder, FrameRateLimiter, Picture
from vindex_assets.media.frames.shots import ShotDetector
from vindex_assets.media.frames.similarity import FrameSignature, is_near_duplicate, signature
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    import polars as pl

DETECTION_FPS: Final = 8.0  # a cut is placed within an eighth of a second; at 15 the same ones were found
ENOUGH: Final = 1e-6

SamplingMode = Literal["content", "keyframes"]
BeginsShot = Callable[[Picture, float], bool]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How densely frames are looked at and kept.

    `max_fps` frames a second at most are looked at and kept; a moving picture is kept every `max_gap_s`; pictures are
    scaled to `short_side` pixels and compressed with `jpeg_quality`. In the mode "keyframes" only frames that can be
    decoded without any other are seen at all: cheap, and as dense as whoever encoded the video made them.
    """

    mode: SamplingMode = "content"
    max_fps: float = 2.0
    max_gap_s: float = 5.0
    short_side: int = 512
    jpeg_quality: int = 85


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """A row of `frames.parquet`: a picture (JPEG), the seconds from and to which it stands, the number of its shot.

    `small` is the picture as RGB with a short side of SMALL_SIDE pixels; it is no column.
    """

    frame_index: int
    start_s: float
    end_s: float
    shot: int
    width: int
    height: int
    phash: int
    jpeg: bytes = field(repr=False)
    thumbnail: Picture = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SelectedFrame:
    """A decoded frame that is worth keeping, the number of its shot, what it looks like, and its small picture."""

    frame: DecodedFrame
    shot: int
    signature: FrameSignature
    thumbnail: Picture


def sample_frames(
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
        progress: Called with the time in seconds of each frame watched.

    Raises:
        DecoderTrouble: the decoder cannot go on.
    """
    keyframes = sampling.mode == "keyframes"
    frames = decoder.frames(max_fps=DETECTION_FPS, short_side=sampling.short_side, keyframes=keyframes)
    watched = _told(frames, progress) if progress else frames
    standing: KeptFrame | None = None
    for chosen in select_frames(watched, begins_shot=ShotDetector().begins_shot, sampling=sampling):
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


def select_frames(frames: Iterable[DecodedFrame], *, begins_shot: BeginsShot, sampling: Sampling) -> Iterator[SelectedFrame]:
    """The frames worth keeping: the first, each that begins a shot, and of the others those that show something new.

    A shot that is over before its turn to be kept has come, 1 / `max_fps` after the last, is part of the next one.
    """
    pace = FrameRateLimiter(max_fps=sampling.max_fps)
    kept: SelectedFrame | None = None
    before: SelectedFrame | None = None
    cut = False
    for frame in frames:
        small = frame.thumbnail
        cut = (begins_shot(small, frame.time_s) and kept is not None) or cut
        keep_cut = cut and kept is not None and _apart(kept, frame, sampling)
        if not (pace.accepts(frame.time_s) or keep_cut):
            continue
        now = SelectedFrame(frame, (kept.shot if kept else 0) + keep_cut, signature(small), small)
        new = now if kept is None or keep_cut else _something_new(kept, before, now, max_gap_s=sampling.max_gap_s)
        before = now
        if new:
            kept, cut = new, cut and not keep_cut
            pace.restart(frame.time_s)
            yield kept


def _apart(kept: SelectedFrame, frame: DecodedFrame, sampling: Sampling) -> bool:
    return frame.time_s - kept.frame.time_s >= 1 / sampling.max_fps - TIMESTAMP_TOLERANCE_S


def _something_new(kept: SelectedFrame, before: SelectedFrame | None, now: SelectedFrame, *, max_gap_s: float) -> SelectedFrame | None:
    """A picture that differs from the one kept: at rest, from when it came to rest; moving, once the time is up."""
    if is_near_duplicate(now.signature, kept.signature):
        return None
    if before is not None and is_near_duplicate(now.signature, before.signature):
        return before
    waited = now.frame.time_s - kept.frame.time_s >= max_gap_s - ENOUGH
    return now if waited else None


def _kept(chosen: SelectedFrame, sampling: Sampling) -> KeptFrame:
    frame, image = chosen.frame, chosen.frame.image
    height, width = image.shape[:2]
    jpeg = _jpeg(image, sampling.jpeg_quality)
    shot, phash = chosen.shot, chosen.signature.phash
    return KeptFrame(frame.index, frame.time_s, frame.time_s, shot, width, height, phash, jpeg, chosen.thumbnail)


def to_table(kept: Iterable[KeptFrame]) -> pl.DataFrame:
    """Rows of FRAMES_SCHEMA."""
    import polars as pl

    from vindex_search.contract.tables import FRAMES_SCHEMA

    rows = [{name: getattr(frame, name) for name in FRAMES_SCHEMA} for frame in kept]
    return pl.DataFrame(rows, schema=FRAMES_SCHEMA)


def _jpeg(image: Picture, quality: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=quality)
    return data.getvalue()
