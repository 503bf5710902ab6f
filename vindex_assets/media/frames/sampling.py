"""Frame sampling: the kept frames of a video as rows, each with the interval for which it stands.

A frame stands until the next kept one: the intervals are in order, have no gaps and no overlaps, and the last one
extends to the end of the video. A slide that is shown for five minutes is one row.

    time      0                                     duration_s
    decoded   A a a a | B b b c d e f g h i j k k k
    rows      [----A----[------B------[---g---[--k--)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from vindex_assets.media.decode.base import DecodedFrame, Decoder, Picture
from vindex_assets.media.frames.overlays import OverlayDetector
from vindex_assets.media.frames.picture_sizes import PictureSizes
from vindex_assets.media.frames.selection import SelectedFrame, select_frames
from vindex_assets.media.frames.shots import ShotDetector
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    import polars as pl

DETECTION_FPS: Final = 8.0  # places a cut within an eighth of a second; at 15 the same cuts were found

SamplingMode = Literal["content", "keyframes"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How densely frames are compared and kept.

    Attributes:
        mode: "content" decodes what selection asks for; "keyframes" only key frames, which is cheap, and as dense as
            the encoder placed them.
        max_fps: Frames per second that are compared and kept at most.
        max_gap_s: Seconds after which a frame of a picture in motion is kept.
        short_side: Largest short side of the stored pictures, in pixels.
        jpeg_quality: 1 to 95.
    """

    mode: SamplingMode = "content"
    max_fps: float = 2.0
    max_gap_s: float = 5.0
    short_side: int = 512
    jpeg_quality: int = 85


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """A row of `frames.parquet`: a JPEG, the interval for which it stands, and the number of its shot.

    `thumbnail` is the picture as RGB with a short side of THUMBNAIL_SHORT_SIDE pixels; it is not a column.
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


def sample_frames(
    decoder: Decoder,
    manifest: VideoManifest,
    *,
    sampling: Sampling,
    progress: Callable[[float], None] | None = None,
    sizes: PictureSizes | None = None,
) -> Iterator[KeptFrame]:
    """The kept frames of a video, in order, each ending where the next one begins.

    Args:
        decoder: Of the video.
        manifest: Of the same video.
        sampling: Density, size and quality.
        progress: Called with the time, in seconds, of each frame decoded.
        sizes: Watches the sizes of all frames.

    Raises:
        DecoderError: the decoder cannot continue.
    """
    frames = decoder.frames(
        max_fps=DETECTION_FPS, short_side=sampling.short_side, keyframes=sampling.mode == "keyframes"
    )
    if sizes:
        frames = sizes.watch(frames)
    selection = select_frames(
        _report_progress(frames, progress) if progress else frames,
        begins_shot=ShotDetector().begins_shot,
        max_fps=sampling.max_fps,
        max_gap_s=sampling.max_gap_s,
        overlays=OverlayDetector() if sampling.mode == "content" else None,
    )
    current: KeptFrame | None = None
    for selected in selection:
        if current:
            yield replace(current, end_s=selected.frame.time_s)
        current = _kept_frame(selected, sampling)
    if current:
        yield replace(current, end_s=_end_of_last(current.start_s, manifest.duration_s, sampling))


def _report_progress(frames: Iterable[DecodedFrame], progress: Callable[[float], None]) -> Iterator[DecodedFrame]:
    for frame in frames:
        progress(frame.time_s)
        yield frame


def _kept_frame(selected: SelectedFrame, sampling: Sampling) -> KeptFrame:
    """A row whose end is not known yet."""
    frame, image = selected.frame, selected.frame.image
    height, width = image.shape[:2]
    return KeptFrame(
        frame_index=frame.index,
        start_s=frame.time_s,
        end_s=frame.time_s,
        shot=selected.shot,
        width=width,
        height=height,
        phash=selected.signature.phash,
        jpeg=_encode_jpeg(image, sampling.jpeg_quality),
        thumbnail=selected.thumbnail,
    )


def _end_of_last(start_s: float, duration_s: float, sampling: Sampling) -> float:
    """The end of the video; for a frame beyond the end that the file states, the time of the next candidate."""
    return duration_s if start_s < duration_s else start_s + 1 / sampling.max_fps


def to_table(kept: Iterable[KeptFrame]) -> pl.DataFrame:
    """Kept frames as a table of FRAMES_SCHEMA."""
    import polars as pl

    from vindex_search.contract.tables import FRAMES_SCHEMA

    rows = [{name: getattr(frame, name) for name in FRAMES_SCHEMA} for frame in kept]
    return pl.DataFrame(rows, schema=FRAMES_SCHEMA)


def _encode_jpeg(image: Picture, quality: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=quality)
    return data.getvalue()
