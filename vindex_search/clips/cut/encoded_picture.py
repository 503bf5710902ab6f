"""The picture decoded and encoded again: from the frame that is on screen at the start, to the last before the end.

H.264 with constant quality; films of high dynamic range in HEVC with ten bits, because their colours are no others.
Frames keep their distances, so a film of variable frame rate stays one. Sample aspect ratio and colours are kept, the
rotation is done.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from vindex_search.clips.cut.captions import Captions
from vindex_search.clips.cut.source import held_back, seconds
from vindex_search.clips.cut.task import SNAP_S, TOLERANCE_S, CutTask
from vindex_search.clips.cut.upright import TRANSPOSE, Upright

QUALITY: Final = "18"  # of x264: hardly to be told from the film (FFmpeg's wiki on H.264)
HDR_QUALITY: Final = "20"
HDR_TRANSFERS: Final = frozenset({16, 18})  # PQ and HLG (ITU-T H.273)
DEFAULT_RATE: Final = Fraction(25)
OPTIONS: Final = {
    "libx264": {"crf": QUALITY, "preset": "veryfast", "profile": "high"},
    "libx265": {"crf": HDR_QUALITY, "preset": "veryfast", "x265-params": "log-level=none"},
}


class EncodedPicture:
    """The picture of a clip; `origin_s` is known with its first frame."""

    def __init__(self, sink: Any, stream: Any, task: CutTask) -> None:
        self.origin_s: float | None = None
        self.end_s = task.start_s
        self.done = False
        self._sink, self._stream, self._task = sink, stream, task
        is_hdr = int(stream.codec_context.color_trc) in HDR_TRANSFERS
        self._codec = "libx265" if is_hdr else "libx264"
        self._upright = Upright(task, "yuv420p10le" if is_hdr else "yuv420p")
        self._captions = Captions(task)
        self._encoder: Any = None
        self._waiting: Any = None
        self._durations: dict[int, int] = {}

    def feed(self, packet: Any) -> None:
        """Decode a packet and encode its frames; what cannot be decoded is left out."""
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            self._take(frame)

    def finish(self) -> None:
        """Encode what is held back."""
        for frame in held_back(self._stream) if not self.done else ():
            self._take(frame)
        if self._waiting is not None:
            self._encode(self._waiting, self._task.end_s)
        if self._encoder is not None:
            self._mux(self._encoder.encode(None))

    def _take(self, frame: Any) -> None:
        """A frame is encoded when the next one is there: that one says for how long it is shown."""
        at = seconds(frame)
        if at >= self._task.end_s - TOLERANCE_S:
            self.done = True
            return
        if self._waiting is not None and at > self._task.start_s + TOLERANCE_S:
            self._encode(self._waiting, at)
        self._waiting = frame

    def _encode(self, frame: Any, until_s: float) -> None:
        at = seconds(frame)
        if self.origin_s is None:
            late = self._task.start_s - at
            self.origin_s = at if 0 <= late <= SNAP_S else self._task.start_s
        frame.pts = max(0, round((at - self.origin_s) / frame.time_base))
        turned = self._captions.drawn(self._upright(frame), max(at, self.origin_s))
        encoder = self._encoder or self._open(turned)
        self._durations[turned.pts] = max(1, round((until_s - max(at, self.origin_s)) / turned.time_base))
        self.end_s = until_s
        self._mux(encoder.encode(turned))

    def _open(self, frame: Any) -> Any:
        given = self._stream.codec_context
        rate = self._stream.average_rate or self._stream.guessed_rate or DEFAULT_RATE
        encoder = self._sink.add_stream(self._codec, rate=rate, options=OPTIONS[self._codec])
        encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, frame.format.name
        context = encoder.codec_context
        context.time_base = frame.time_base
        if aspect := self._stream.sample_aspect_ratio:
            context.sample_aspect_ratio = 1 / aspect if self._task.rotation in TRANSPOSE else aspect
        for name in ("color_primaries", "color_trc", "colorspace", "color_range"):
            setattr(context, name, getattr(given, name))
        if self._codec == "libx265":
            context.codec_tag = "hvc1"
        self._encoder = encoder
        return encoder

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            packet.duration = self._durations.pop(packet.pts, packet.duration)
            self._sink.mux(packet)
