"""Decoding with decord: fast where it can be trusted, and used nowhere else.

decord 0.6 is silent about what it cannot do: with edit lists its times begin below zero and belong to other frames,
of an MPEG-TS it loses the first group of pictures, and AV1 it does not know. So its own times are checked against
those of the packets that are shown before a frame is taken, and upright pictures of files that begin at zero are all
it is asked for. Some small widths (48, 72) it refuses to scale to; PyAV then takes over. It serves where packets do
not tell the frames (VP8, MPEG-4); elsewhere decoding by groups is faster (docs/decisions/003).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import DECODER_THREADS, DecodedFrame, DecoderError, FrameRateLimiter, fit_size, downscale
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import NO_PTS, read_packet_table

BATCH: Final = 4  # frames decoded at once, already resized; more cost memory and save no time
CONTAINERS: Final = ("mov,mp4", "matroska,webm")
CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "mpeg4"})
USUAL_FPS: Final = 25.0
LONGEST_S: Final = 300.0  # its memory grows by 20 MB a minute: 106 MB after half a minute, 314 MB after eleven


class DecordDecoder:
    """Decoding of a file that `trusted` lets through.

    Raises:
        DecoderTrouble: it does not, or decord cannot open the file, or its times are not those of the packets.
    """

    name = "decord"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        if not is_supported(manifest):
            raise DecoderError("decord: not known to read such files right")
        self._starts = self._checked_starts()

    def lost_packets(self) -> int:
        """None: decord does not step over damage, it gives up."""
        return 0

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in the order of their times.

        Raises:
            DecoderTrouble: decord cannot read on.
        """
        width, height = fit_size(self._manifest.width, self._manifest.height, short_side=short_side)
        reader = self._reader(width=width, height=height)
        pace = FrameRateLimiter(max_fps=max_fps)
        offered = sorted(reader.get_key_indices()) if keyframes else range(len(self._starts))
        chosen = [index for index in offered if pace.accepts(float(self._starts[index]))]
        for start in range(0, len(chosen), BATCH):
            indexes = chosen[start : start + BATCH]
            for index, picture in zip(indexes, _pictures(reader, indexes), strict=True):
                yield DecodedFrame(index, float(self._starts[index]), partial(downscale, picture), short_side)

    def _reader(self, *, width: int, height: int) -> Any:
        with _named_trouble():
            return _decord().VideoReader(str(self._path), width=width, height=height, num_threads=DECODER_THREADS)

    def _checked_starts(self) -> npt.NDArray[np.float64]:
        reader = self._reader(width=-1, height=-1)
        with _named_trouble():
            starts = np.asarray(reader.get_frame_timestamp(list(range(len(reader)))), dtype=np.float64)[:, 0]
        table = read_packet_table(self._path, self._manifest.video_stream or 0)
        timed = table.pts[table.displayed & (table.pts != NO_PTS)]
        packets = np.sort(table.seconds(timed)) - self._manifest.start_s
        half = 0.5 / (self._manifest.fps or USUAL_FPS)
        if len(starts) != len(packets) or np.abs(starts - packets).max(initial=0.0) > half:
            raise DecoderError("decord: its times are not those of the packets")
        return starts


def is_supported(manifest: VideoManifest) -> bool:
    """Whether decord is asked at all: of a short film in a container and a codec that it was seen to read right.

    Of several video streams decord chooses for itself, so there must be only one.
    """
    if manifest.video_stream is None or manifest.rotation or manifest.mirrored or abs(manifest.start_s) > 1e-3:
        return False
    if manifest.duration_s > LONGEST_S:
        return False
    codec = manifest.streams[manifest.video_stream].codec
    alone = sum(stream.kind == "video" for stream in manifest.streams) == 1
    return manifest.container.startswith(CONTAINERS) and codec in CODECS and alone


def _pictures(reader: Any, indexes: list[int]) -> Any:
    """Array of shape (frames, height, width, 3)."""
    with _named_trouble():
        return reader.get_batch(indexes).asnumpy()


@contextlib.contextmanager
def _named_trouble() -> Iterator[None]:
    """Turn what decord raises into the one error of decoders; its texts carry clock times and addresses."""
    try:
        yield
    except (_decord().DECORDError, RuntimeError, AssertionError, IndexError) as problem:
        raise DecoderError(f"decord: {type(problem).__name__}") from None


def _decord() -> Any:
    import decord

    decord.logging.set_level(decord.logging.QUIET)
    return decord
