"""The pictures of segments: each begins with the frame that is on screen, and ends where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from vindex_search.clips.cut.source import held_back, seconds
from vindex_search.clips.cut.task import TOLERANCE_S
from vindex_search.clips.preview.spec import KEY_FRAME_S

TICKS: Final = 90_000  # a second (ISO/IEC 13818-1): every usual frame rate is exact to a hundredth of a millisecond
NOMINAL_RATE: Final = Fraction(30)  # written into the stream; the frames have times of their own
INTRA: Final = 1  # AV_PICTURE_TYPE_I
OPTIONS: Final = {
    "crf": "23",  # x264's default: a preview
    "preset": "veryfast",
    "profile": "high",
    "level": "4.0",  # as `spec.PICTURE_CODEC` says
    "bf": "0",  # no picture is decoded before one that is shown earlier: times need no shifting
    "forced-idr": "1",
}

Shown = tuple[Any, float, float]  # a frame, and from when until when it is shown


class PictureLine:
    """The frames of a film from a second on, each with how long it is shown."""

    def __init__(self, stream: Any, start_s: float) -> None:
        stream.thread_type = "AUTO"
        self._stream, self._start_s = stream, start_s
        self._waiting: Any = None
        self._since_s = start_s

    def feed(self, packet: Any) -> Iterator[Shown]:
        """Decode a packet; what cannot be decoded is left out: the frame before it is shown for longer."""
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            yield from self._take(frame)

    def finish(self, end_s: float) -> Iterator[Shown]:
        """What the decoder holds back; the last frame is shown to the end."""
        for frame in held_back(self._stream):
            yield from self._take(frame)
        if self._waiting is not None and end_s > self._since_s:
            yield self._waiting, self._since_s, end_s

    def _take(self, frame: Any) -> Iterator[Shown]:
        at = seconds(frame)
        if self._waiting is not None and at > self._since_s + TOLERANCE_S:
            yield self._waiting, self._since_s, at
            self._since_s = at
        self._waiting = frame


class PictureEncoder:
    """The pictures of one segment in H.264."""

    def __init__(self, sink: Any, stream: Any, size: tuple[int, int], frame: Any) -> None:
        self._sink = sink
        self._encoder = sink.add_stream("libx264", rate=NOMINAL_RATE, options=OPTIONS)
        self._encoder.width, self._encoder.height, self._encoder.pix_fmt = *size, "yuv420p"
        self._context = self._encoder.codec_context
        self._context.time_base = Fraction(1, TICKS)
        for name in ("color_primaries", "color_trc", "colorspace"):
            setattr(self._context, name, getattr(stream.codec_context, name))
        self._context.color_range = frame.color_range
        self._durations: dict[int, int] = {}
        self._next_key_s = 0.0

    def encode(self, frame: Any, start_s: float, until_s: float) -> None:
        """Encode an upright frame that is shown from and until a second."""
        frame.pts, frame.time_base = round(start_s * TICKS), Fraction(1, TICKS)
        if start_s >= self._next_key_s - TOLERANCE_S:
            frame.pict_type = INTRA
            self._next_key_s = (start_s + TOLERANCE_S) // KEY_FRAME_S * KEY_FRAME_S + KEY_FRAME_S
        else:
            frame.pict_type = 0
        self._durations[frame.pts] = max(1, round(until_s * TICKS) - frame.pts)
        self._mux(self._encoder.encode(frame))

    def finish(self) -> None:
        """Encode what is held back."""
        self._mux(self._encoder.encode(None))

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            packet.duration = self._durations.pop(packet.pts, packet.duration)
            self._sink.mux(packet)
