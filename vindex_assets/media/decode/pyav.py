"""Sequential decoding with PyAV (FFmpeg): every packet is decoded, damage is skipped, every format is supported."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.decode.alpha_decoder import frame_decoder
from vindex_assets.media.decode.base import DECODER_THREADS, TIMESTAMP_TOLERANCE_S, DecodedFrame, FrameRateLimiter
from vindex_assets.media.decode.in_order import TimedFrame, in_order
from vindex_assets.media.decode.picture.geometry import FrameGeometry, GeometryReader
from vindex_assets.media.decode.scale import FrameScaler
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class PyAvDecoder:
    """Decodes the manifest's video stream packet by packet.

    With one thread for damaged files: what crashes or hangs in two may get through.
    """

    name = "pyav"

    def __init__(self, path: Path, manifest: VideoManifest, *, threads: int = DECODER_THREADS) -> None:
        self._path = path
        self._manifest = manifest
        self._threads = threads
        self._losses = Losses()

    def losses(self) -> Losses:
        """Packets so far that could not be decoded, or whose frame is marked corrupt, and where they lie."""
        return self._losses

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in presentation order; damaged packets are skipped."""
        limiter = FrameRateLimiter(max_fps=max_fps)
        scaler = FrameScaler(self._manifest)
        self._losses = Losses()
        for time_s, (index, frame, geometry) in in_order(self._timed(keyframes=keyframes)):
            if limiter.accepts(time_s):
                yield DecodedFrame(
                    index=index,
                    time_s=time_s,
                    render=partial(scaler.to_rgb, frame, geometry),
                    render_luma=partial(scaler.to_luma, frame, geometry),
                    short_side=short_side,
                    size=geometry.size,
                )

    def _timed(self, *, keyframes: bool) -> Iterator[TimedFrame]:
        """Player seconds of each frame that has a time, its number, the frame, and its geometry."""
        for index, (frame, geometry) in enumerate(self._decode(keyframes=keyframes)):
            time_s = self._player_time(frame)
            if time_s is None:
                continue
            if not frame.is_corrupt:
                self._losses.reach(time_s)
            yield time_s, (index, frame, geometry)

    def _decode(self, *, keyframes: bool) -> Iterator[tuple[VideoFrame, FrameGeometry]]:
        with open_container(self._path) as container:
            stream: Any = container.streams[self._manifest.video_stream or 0]  # Any: PyAV types it by kind
            decoder, geometry = frame_decoder(stream), GeometryReader(stream)
            decoder.thread_type, decoder.thread_count = "AUTO", self._threads
            if keyframes:
                decoder.skip_frame = "NONKEY"
            frames = decode_frames(
                container, stream, on_lost_packet=self._losses.lose, clocks=self._manifest.clocks, decoder=decoder
            )
            for frame in frames:
                if frame.is_corrupt:
                    self._losses.lose()  # the frame is used all the same: most of it is usually intact
                yield frame, geometry.read(frame)

    def _player_time(self, frame: VideoFrame) -> float | None:
        """Presentation time in player seconds; None without a time stamp, and before player time zero (edit lists)."""
        if frame.pts is None or frame.time_base is None:
            return None
        time_s = float(frame.pts * frame.time_base) - self._manifest.start_s
        return None if time_s < -TIMESTAMP_TOLERANCE_S else max(0.0, time_s)
