"""Decoding with decord: fast where it can be trusted, and used nowhere else.

decord 0.6 is silent about what it cannot do: with edit lists its times begin below zero and frames repeat, of an
MPEG-TS it loses the first group of pictures, and AV1 it does not know. So its own times are checked against those
of the packets before a frame is taken, and upright pictures with square pixels are all that it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import DecodedFrame, DecoderTrouble, fitted
from vindex_assets.media.probe import VideoManifest, open_container

BATCH: Final = 16  # frames decoded at once, already resized: some 10 MB
CONTAINERS: Final = ("mov,mp4", "matroska,webm")
CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "mpeg4"})
THREADS: Final = 2


class DecordDecoder:
    """Decoding of a file that `trusted` has let through."""

    name = "decord"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest

    def lost(self) -> int:
        """None: decord does not step over damage, it gives up."""
        return 0

    def frames(self, *, max_fps: float, short_side: int) -> Iterator[DecodedFrame]:
        """Frames in the order of their times.

        Raises:
            DecoderTrouble: decord cannot open or read the file, or its times are not those of the packets.
        """
        decord = _decord()
        width, height = fitted(self._manifest.width, self._manifest.height, short_side=short_side)
        try:
            reader = decord.VideoReader(str(self._path), width=width, height=height, num_threads=THREADS)
            starts = np.asarray(reader.get_frame_timestamp(list(range(len(reader)))))[:, 0]
            self._check(starts)
            for chosen in _batches(at_most(starts, max_fps=max_fps)):
                pictures = reader.get_batch(chosen).asnumpy()
                for index, picture in zip(chosen, pictures, strict=True):
                    yield DecodedFrame(index, float(starts[index]), picture)
        except (decord.DECORDError, RuntimeError, ValueError) as problem:
            raise DecoderTrouble(f"decord: {type(problem).__name__}") from None

    def _check(self, starts: npt.NDArray[np.float64]) -> None:
        packets = packet_times(self._path, self._manifest)
        half = 0.5 / (self._manifest.fps or 25.0)
        if len(starts) != len(packets) or np.abs(starts - packets).max(initial=0.0) > half:
            raise DecoderTrouble("decord: its times are not those of the packets")


def trusted(manifest: VideoManifest) -> bool:
    """Whether decord is asked at all: a container, a codec and a picture that it was seen to read right."""
    if manifest.video_stream is None or manifest.rotation or abs(manifest.start_s) > 1e-3:
        return False
    codec = manifest.streams[manifest.video_stream].codec
    is_first = manifest.video_stream == min(s.index for s in manifest.streams if s.kind == "video")
    return manifest.container.startswith(CONTAINERS) and codec in CODECS and is_first


def packet_times(path: Path, manifest: VideoManifest) -> npt.NDArray[np.float64]:
    """Player's times of all packets of the video stream, in order; reads the file without decoding it."""
    with open_container(path) as container:
        stream = container.streams[manifest.video_stream or 0]
        times = [float(p.pts * p.time_base) for p in container.demux(stream) if p.pts is not None and p.time_base]
    return np.sort(np.asarray(times, dtype=np.float64)) - manifest.start_s


def at_most(starts: npt.NDArray[np.float64], *, max_fps: float) -> list[int]:
    """Indexes of frames that are at least `1 / max_fps` seconds apart, from the first on."""
    chosen: list[int] = []
    due = 0.0
    for index, start in enumerate(starts):
        if start >= due - 1e-3:
            chosen.append(index)
            due = max(float(start), due) + 1 / max_fps
    return chosen


def _batches(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), BATCH):
        yield indexes[start : start + BATCH]


def _decord() -> Any:
    import decord

    decord.logging.set_level(decord.logging.QUIET)
    return decord
