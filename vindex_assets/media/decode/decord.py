"""Decoding with decord, for files that it is known to read correctly.

decord 0.6 fails silently: with an edit list its times start below zero and belong to other frames, of MPEG-TS it
drops the first GOP, and it has no AV1. Therefore it is used only for upright video of allow-listed containers and
codecs that starts at zero, and only if its times agree with those of the displayed packets. Some small widths (48, 72)
it cannot scale to, and a frame of another shape it distorts without a word. It serves where packets do not map to
frames one to one (VP8, MPEG-4); elsewhere decoding by GOP is faster (docs/decisions/003).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.decode.base import (
    DECODER_THREADS,
    DecodedFrame,
    DecoderError,
    FrameRateLimiter,
    Picture,
    downscale,
    downscale_luma,
    fit_size,
)
from vindex_assets.media.decode.coded_size import has_one_shape
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import NO_PTS, read_packet_table
from vindex_search.contract.media_signatures import FIRST_BOX_TYPES

BATCH_FRAMES: Final = 4  # decoded at once, already scaled; more cost memory and save no time
CONTAINERS: Final = ("mov,mp4", "matroska,webm")
EBML: Final = b"\x1aE\xdf\xa3"  # of Matroska and WebM
CODECS: Final = frozenset({"vp8", "mpeg4"})  # whose headers tell whether all frames have one shape (`coded_size`)
DEFAULT_FPS: Final = 25.0
MAX_DURATION_S: Final = 300.0  # its memory grows by 20 MB a minute: 106 MB after half a minute, 314 MB after eleven


class DecordDecoder:
    """Decodes a file for which `is_supported` holds.

    Raises:
        DecoderError: the file is not supported, decord cannot open it, or its times are not those of the packets.
    """

    name = "decord"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        if not is_supported(manifest):
            raise DecoderError("decord: such files are not known to be read correctly")
        if not begins_as_container(path):
            raise DecoderError("decord: the file does not begin as its container does")
        if not has_one_shape(path, manifest.video_stream or 0):
            raise DecoderError("decord: the frames differ in their shape, or are transparent")
        self._times_s = self._checked_times()

    def losses(self) -> Losses:
        """Always none: decord stops at damage instead of skipping it."""
        return Losses()

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in presentation order.

        Raises:
            DecoderError: decord cannot read on.
        """
        width, height = fit_size(self._manifest.width, self._manifest.height, short_side=short_side)
        reader = self._open(width=width, height=height)
        candidates = sorted(reader.get_key_indices()) if keyframes else range(len(self._times_s))
        limiter = FrameRateLimiter(max_fps=max_fps)
        selected = [index for index in candidates if limiter.accepts(float(self._times_s[index]))]
        for start in range(0, len(selected), BATCH_FRAMES):
            indexes = selected[start : start + BATCH_FRAMES]
            for index, picture in zip(indexes, _decode_batch(reader, indexes), strict=True):
                yield self._frame(index, picture, short_side)

    def _frame(self, index: int, picture: Picture, short_side: int) -> DecodedFrame:
        return DecodedFrame(
            index=index,
            time_s=float(self._times_s[index]),
            render=partial(downscale, picture),
            render_luma=partial(downscale_luma, picture),
            short_side=short_side,
            size=(self._manifest.width, self._manifest.height),
        )

    def _open(self, *, width: int, height: int) -> Any:
        """A reader that scales to this size; -1 keeps that of the video."""
        with _decoder_errors():
            return _decord().VideoReader(str(self._path), width=width, height=height, num_threads=DECODER_THREADS)

    def _checked_times(self) -> npt.NDArray[np.float64]:
        """Times of all frames by decord, each within half a frame of the packet that holds it."""
        reader = self._open(width=-1, height=-1)
        with _decoder_errors():
            times_s = np.asarray(reader.get_frame_timestamp(list(range(len(reader)))), dtype=np.float64)[:, 0]
        packet_times_s = self._packet_times()
        tolerance_s = 0.5 / (self._manifest.fps or DEFAULT_FPS)
        if len(times_s) != len(packet_times_s) or np.abs(times_s - packet_times_s).max(initial=0.0) > tolerance_s:
            raise DecoderError("decord: its times are not those of the packets")
        return times_s

    def _packet_times(self) -> npt.NDArray[np.float64]:
        """Presentation times of the displayed packets in player seconds, ascending."""
        table = read_packet_table(self._path, self._manifest.video_stream or 0)
        timed = table.pts[table.displayed & (table.pts != NO_PTS)]
        return np.sort(table.seconds(timed)) - self._manifest.start_s


def is_supported(manifest: VideoManifest) -> bool:
    """Whether decord is known to read such a file correctly: short, upright, starting at zero, allow-listed formats.

    Among several video streams decord makes its own choice, so there must be exactly one.
    """
    if manifest.video_stream is None or manifest.rotation or manifest.mirrored or abs(manifest.start_s) > 1e-3:
        return False
    if manifest.duration_s > MAX_DURATION_S or any(clock.shifts for clock in manifest.clocks):
        return False
    codec = manifest.streams[manifest.video_stream].codec
    single_video = sum(stream.kind == "video" for stream in manifest.streams) == 1
    return manifest.container.startswith(CONTAINERS) and codec in CODECS and single_video


def begins_as_container(path: Path) -> bool:
    """Whether a file begins with EBML's signature, or with a box of less than 16 MB: no text, so no play list.

    decord has FFmpeg 4.1, to which text up to the first zero byte is a play list, and which opens what it names.
    """
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(EBML) or (head[:1] == b"\0" and head[4:] in FIRST_BOX_TYPES)


def _decode_batch(reader: Any, indexes: list[int]) -> Any:
    """Array of shape (frames, height, width, 3)."""
    with _decoder_errors():
        return reader.get_batch(indexes).asnumpy()


@contextlib.contextmanager
def _decoder_errors() -> Iterator[None]:
    """Turn decord's errors into `DecoderError`; their texts carry times of day and memory addresses."""
    try:
        yield
    except (_decord().DECORDError, RuntimeError, AssertionError, IndexError) as error:
        raise DecoderError(f"decord: {type(error).__name__}") from None


def _decord() -> Any:
    import decord

    decord.logging.set_level(decord.logging.QUIET)
    return decord
