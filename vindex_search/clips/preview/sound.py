"""The sound of segments, on one grid of AAC frames over the whole film: what is encoded piece by piece has no seams.

    frames of 1,024 samples   | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
    segment 0                 [ 0   1   2   3 ]
    segment 1                         (2   3)[ 4   5   6   7 ]      (..): encoded for the run-in, not written

A frame is heard together with half of its neighbour: a segment's encoder starts some frames early and ends one late.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.clips.cut.encoded_sound import DEFAULT_RATE, FRAME, JITTER_S, RATES
from vindex_search.clips.cut.source import held_back, seconds

BIT_RATE: Final = {"mono": 80_000, "stereo": 144_000}
RUN_IN: Final = 4  # frames, until the encoder's state is that of one that has heard the film from its begin
RUN_OUT: Final = 2  # frames: the encoder's delay, and the half that the last one needs of its neighbour

Samples = npt.NDArray[np.float32]


class SoundLine:
    """The sound of a film, placed on its clock; what has no sound is silence."""

    def __init__(self, stream: Any) -> None:
        import av

        context = stream.codec_context
        self.rate: int = context.sample_rate if context.sample_rate in RATES else DEFAULT_RATE
        self.layout = "mono" if context.layout.nb_channels == 1 else "stereo"
        self._stream = stream
        self._resampler = av.AudioResampler(format="fltp", layout=self.layout, rate=self.rate)
        self._held: list[tuple[int, Samples]] = []
        self._next: int | None = None  # the sample behind the last one

    def feed(self, packet: Any) -> None:
        """Decode a packet; what cannot be decoded is left out, and is silence."""
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            self._place(frame)

    def finish(self) -> None:
        """Take what the decoder holds back."""
        for frame in held_back(self._stream):
            self._place(frame)

    def frame_at(self, at_s: float) -> int:
        """The first AAC frame that begins at a second or later."""
        return math.ceil(at_s * self.rate / FRAME)

    def reaches(self, end_s: float) -> bool:
        """Whether the film was heard so far that a segment that ends at a second can be encoded."""
        return self._next is not None and self._next >= (self.frame_at(end_s) + RUN_OUT) * FRAME

    def between(self, first: int, end: int) -> Samples:
        """Some samples; what lies before them is forgotten."""
        line = np.zeros((1 if self.layout == "mono" else 2, end - first), np.float32)
        for at, samples in self._held:
            begin, until = max(at, first), min(at + samples.shape[1], end)
            if until > begin:
                line[:, begin - first : until - first] = samples[:, begin - at : until - at]
        self._held = [(at, samples) for at, samples in self._held if at + samples.shape[1] > first]
        return line

    def _place(self, frame: Any) -> None:
        at = round(seconds(frame) * self.rate)
        for part in self._resampler.resample(frame):
            samples = part.to_ndarray().astype(np.float32, copy=False)
            if self._next is not None and abs(at - self._next) < JITTER_S * self.rate:
                at = self._next
            self._held.append((at, samples))
            at = self._next = at + samples.shape[1]


class SoundEncoder:
    """The AAC frames of one segment."""

    def __init__(self, sink: Any, line: SoundLine, start_s: float, end_s: float) -> None:
        self._first, self._end = line.frame_at(start_s), line.frame_at(end_s)
        self._sink, self._line = sink, line
        self._encoder = sink.add_stream("aac", rate=line.rate, layout=line.layout)
        self._encoder.bit_rate = BIT_RATE[line.layout]

    def write(self) -> None:
        """Encode them; the line has to reach the segment's end."""
        import av

        begin = self._first - RUN_IN
        samples = self._line.between(begin * FRAME, (self._end + RUN_OUT) * FRAME)
        for number in range(samples.shape[1] // FRAME):
            part = np.ascontiguousarray(samples[:, number * FRAME : (number + 1) * FRAME])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=self._line.layout)
            frame.sample_rate, frame.time_base = self._line.rate, Fraction(1, self._line.rate)
            frame.pts = (begin + number) * FRAME
            self._mux(self._encoder.encode(frame))
        self._mux(self._encoder.encode(None))

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            if self._first * FRAME <= packet.pts < self._end * FRAME:
                self._sink.mux(packet)
