"""Decoding with PyAV (FFmpeg) from the first packet to the last: reads everything, steps over damage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.decode.base import TIMESTAMP_TOLERANCE_S, DECODER_THREADS, DecodedFrame, FrameRateLimiter
from vindex_assets.media.decode.scale import FrameScaler
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class PyAvDecoder:
    """Sequential decoding of the manifest's video stream."""

    name = "pyav"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        self._lost = 0

    def lost_packets(self) -> int:
        """How many packets could not be decoded so far, or gave a picture that is known to be broken."""
        return self._lost

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in the order of their times, damaged packets left out."""
        pace = FrameRateLimiter(max_fps=max_fps)
        scaler = FrameScaler(self._manifest)
        self._lost = 0
        for index, frame in enumerate(self._decoded(keyframes=keyframes)):
            time_s = self._time(frame)
            if time_s is not None and pace.accepts(time_s):
                yield DecodedFrame(index, time_s, partial(scaler.to_rgb, frame), short_side)

    def _decoded(self, *, keyframes: bool) -> Iterator[VideoFrame]:
        with open_container(self._path) as container:
            stream: Any = container.streams[self._manifest.video_stream or 0]  # which kind, only the manifest knows
            stream.thread_type, stream.codec_context.thread_count = "AUTO", DECODER_THREADS
            if keyframes:
                stream.codec_context.skip_frame = "NONKEY"
            for frame in decode_frames(container, stream, on_lost_packet=self._lose):
                if frame.is_corrupt:
                    self._lose()  # and yet given: most of such a picture is mostly right
                yield frame

    def _lose(self) -> None:
        self._lost += 1

    def _time(self, frame: VideoFrame) -> float | None:
        """Player's time of a frame; None where it has none or an edit list cuts it off."""
        if frame.pts is None or frame.time_base is None:
            return None
        time_s = float(frame.pts * frame.time_base) - self._manifest.start_s
        return None if time_s < -TIMESTAMP_TOLERANCE_S else max(0.0, time_s)
